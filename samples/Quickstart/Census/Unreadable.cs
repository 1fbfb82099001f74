namespace Census;

/// <summary>A file or directory that could not be read, and why.</summary>
internal readonly record struct Unreadable(string Path, string Reason)
{
    // .NET puts this character in place of bytes that are not UTF-8. No file has the resulting name.
    private const char Replacement = '\uFFFD';

    public static Unreadable Because(string path, Exception exception)
        => new(path, exception is FileNotFoundException or DirectoryNotFoundException && path.Contains(Replacement) ? "its name is not UTF-8" : ReasonOf(exception));

    public static string ReasonOf(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it is gone",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "its path is too long",
        _ => exception.Message,
    };

    public override string ToString() => $"{Printable.Of(Path)}: {Printable.Of(Reason)}";
}
