using System.Buffers;
using System.Security.Cryptography;

namespace Census;

/// <summary>The figures of one file, or the reason why it could not be read.</summary>
internal readonly record struct FileReading(long Bytes, long Lines, ContentHash Hash, Unreadable? Problem)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Reads a file. Blocks until the file is read, so call it on the blocking pool.</summary>
    /// <exception cref="OperationCanceledException">The token fired in the middle of the file.</exception>
    public static FileReading Of(string path, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            return Read(path, buffer, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FileReading(0, 0, default, Unreadable.Because(path, e));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileReading Read(string path, byte[] buffer, CancellationToken ct)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var before = Version();
        long bytes = 0;
        long lines = 0;
        while (RandomAccess.Read(file, buffer, bytes) is > 0 and var count)
        {
            ct.ThrowIfCancellationRequested();
            var read = buffer.AsSpan(0, count);
            sha.AppendData(read);
            lines += read.Count((byte)'\n');
            bytes += count;
        }

        // Not counted, because the bytes read may be partly old and partly new.
        if (Version() != before)
            return new FileReading(0, 0, default, new Unreadable(path, "it changed while it was read"));

        Span<byte> hash = stackalloc byte[ContentHash.Size];
        sha.GetHashAndReset(hash);
        return new FileReading(bytes, lines, ContentHash.From(hash), null);

        (long Length, DateTime Written) Version() => (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
    }
}
