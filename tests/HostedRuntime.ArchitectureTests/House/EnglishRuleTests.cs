using System.Text.RegularExpressions;

namespace HostedRuntime.ArchitectureTests.House;

/// <summary>The rules for English that a test can hold. <c>docs/contributing.md</c> has all of them.</summary>
public sealed partial class EnglishRuleTests
{
    private const int MaxCommentColumns = 140;
    private const int MaxPageColumns = 200;
    private const int MaxSummaryWords = 25;

    private static readonly IReadOnlyList<CommentLine> s_comments = [.. CommentLine.OfRepository()];

    [Fact]
    public void Comment_Line_IsAtMost140Columns()
        => Violations.AssertNone(s_comments
            .Where(line => line.Columns > MaxCommentColumns && !line.IsReference)
            .Select(line => $"{line.Place} has {line.Columns} columns: wrap it at {MaxCommentColumns}."));

    [Fact]
    public void Comment_Opener_NamesItsNoun()
        => Violations.AssertNone(s_comments
            .Where(line => line.IsOpener && BareOpener().IsMatch(line.Text))
            .Select(line => $"{line.Place} begins with \"{line.Text.Split(' ')[0]}\": name the noun."));

    [Fact]
    public void Comment_Text_HasNoBannedWords()
        => Violations.AssertNone(s_comments
            .Where(line => BannedWords().IsMatch(line.Text))
            .Select(line => $"{line.Place} has \"{BannedWords().Match(line.Text).Value}\": docs/contributing.md has the plain word."));

    [Fact]
    public void Summary_Sentence_HasAtMost25Words()
        => Violations.AssertNone(
            from file in RepositoryFile.Below("src", "*.cs")
            from Match summary in Summary().Matches(file.Text)
            from sentence in SentenceEnd().Split(PlainText(summary.Groups["text"].Value))
            let words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length
            where words > MaxSummaryWords
            select $"{file.Path}:{file.LineAt(summary.Index)} has a sentence of {words} words in its summary: {sentence}");

    [Fact]
    public void Page_Line_IsAtMost200Columns()
        => Violations.AssertNone(
            from file in RepositoryFile.Below(".", "README.md").Concat(RepositoryFile.Below("docs", "*.md"))
            from line in file.LinesOutsideCode
            where line.Text.Length > MaxPageColumns && !line.Text.StartsWith('|')
            select $"{file.Path}:{line.Number} has {line.Text.Length} columns: wrap it at {MaxPageColumns}.");

    [Fact]
    public void Folder_Files_AreAtMost15()
        => Violations.AssertNone(
            from file in RepositoryFile.Below("src", "*.cs").Concat(RepositoryFile.Below("tests", "*.cs")).Concat(RepositoryFile.Below("samples", "*.cs"))
            group file by Path.GetDirectoryName(file.Path) into folder
            where folder.Count() > 15
            select $"{folder.Key} has {folder.Count()} files: divide it into rooms.");

    /// <summary>Returns the text of a summary without tags and comment marks; an element without text counts as one word.</summary>
    private static string PlainText(string summary)
    {
        var text = CommentMark().Replace(summary, "");
        text = EmptyElement().Replace(text, "X");
        return string.Join(' ', Tag().Replace(text, "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex(@"^(Who|Whoever|Whose|One that|One who|One which|What|Of|The same( for| where| as|,|\.)|True:|False:|Null:)(?!\w)")]
    private static partial Regex BareOpener();

    [GeneratedRegex(@"\b(all the same|anew|as a rule|is to be seen|whoever)\b", RegexOptions.IgnoreCase)]
    private static partial Regex BannedWords();

    [GeneratedRegex("<summary>(?<text>.*?)</summary>", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=[A-Z<`])")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"^\s*///", RegexOptions.Multiline)]
    private static partial Regex CommentMark();

    [GeneratedRegex(@"<\w+ [^>]*/>|<c>.*?</c>", RegexOptions.Singleline)]
    private static partial Regex EmptyElement();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
