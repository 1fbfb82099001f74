using System.Runtime.InteropServices;

namespace Census;

/// <summary>A SHA-256 as a value: 32 bytes in the index of contents, and no array for each.</summary>
internal readonly record struct ContentHash(ulong A, ulong B, ulong C, ulong D)
{
    public const int Size = 32;

    public static ContentHash From(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ContentHash>(bytes[..Size]);
}
