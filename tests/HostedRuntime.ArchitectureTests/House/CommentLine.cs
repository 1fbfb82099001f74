using System.Text.RegularExpressions;

namespace HostedRuntime.ArchitectureTests.House;

/// <summary>A line of a comment that has the line for itself.</summary>
/// <param name="Place">The file and the number of the line.</param>
/// <param name="Columns">The length of the line, with its indentation.</param>
/// <param name="Text">The text without comment marks and the tags in front of it.</param>
/// <param name="IsOpener">True if a comment or one of its elements begins here.</param>
/// <param name="IsReference">True if the line is one <c>inheritdoc</c> element, which cannot be wrapped.</param>
internal sealed partial record CommentLine(string Place, int Columns, string Text, bool IsOpener, bool IsReference)
{
    private static readonly string[] s_folders = ["src", "tests", "samples"];

    /// <summary>Returns the comment lines of all C# files of the repository.</summary>
    public static IEnumerable<CommentLine> OfRepository() => s_folders.SelectMany(static folder => RepositoryFile.Below(folder, "*.cs")).SelectMany(Of);

    private static IEnumerable<CommentLine> Of(RepositoryFile file)
    {
        var before = Part.Code;
        foreach (var (number, line) in file.Lines)
        {
            if (CommentStart().Match(line) is not { Success: true } start)
            {
                before = Part.Code;
                continue;
            }

            var content = line[start.Length..].Trim();
            var text = LeadingTags().Replace(content, "");
            var isOpener = before != Part.Text || text.Length < content.Length;
            before = text.Length == 0 ? Part.Tag : Part.Text;
            yield return new CommentLine($"{file.Path}:{number}", line.Length, text, isOpener && text.Length > 0, content.StartsWith("<inheritdoc ", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"^\s*///?(?!/)")]
    private static partial Regex CommentStart();

    [GeneratedRegex("^(<(?!see|c>|paramref|typeparamref)[^>]+>)+")]
    private static partial Regex LeadingTags();

    private enum Part
    {
        Code,
        Tag,
        Text,
    }
}
