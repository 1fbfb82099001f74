using System.Runtime.InteropServices;

namespace Census;

/// <summary>A SHA-256 hash as a value of 32 bytes, so that the index of contents has no array for each hash.</summary>
internal readonly record struct ContentHash(ulong A, ulong B, ulong C, ulong D)
{
    public const int Size = 32;

    public static ContentHash From(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ContentHash>(bytes[..Size]);
}
