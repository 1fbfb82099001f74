namespace Census.Tests;

public sealed class FileReadingTests
{
    [Fact]
    public void Of_FileIsGone_ReportsIt()
    {
        using var tree = new Tree();
        var path = Path.Combine(tree.Root, "gone");

        Assert.Equal(new Unreadable(path, "it is gone"), FileReading.Of(path, default).Problem);
    }

    [Fact]
    public void Of_LastLineWithoutNewline_CountsNewlines()
    {
        using var tree = new Tree().Add("file", [.. "a\nb\nc"u8]);

        var reading = FileReading.Of(Path.Combine(tree.Root, "file"), default);

        Assert.Equal((5, 2, null), (reading.Bytes, reading.Lines, reading.Problem));
    }

    [Fact]
    public void Of_FiredToken_ThrowsCanceled()
    {
        using var tree = new Tree().Add("file", 1);

        Assert.Throws<OperationCanceledException>(() => FileReading.Of(Path.Combine(tree.Root, "file"), new CancellationToken(canceled: true)));
    }
}
