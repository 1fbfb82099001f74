using System.Text.RegularExpressions;

namespace HostedRuntime.ArchitectureTests.House;

/// <summary>
/// An exception from a rule of our own analyzers names the files that mean it, so that it hides no mistake in another file.
/// </summary>
public sealed partial class RuleExceptionTests
{
    [Fact]
    public void Exception_OfOwnRule_NamesFilesThatExist()
    {
        var sections = SectionsWithExceptions().ToList();
        Assert.NotEmpty(sections);
        Violations.AssertNone(
            from section in sections
            from path in PathsOf(section)
            where !File.Exists(Repository.PathOf(path))
            select $".editorconfig has an exception for {path}: there is no such file, or it is a folder.");
    }

    private static IEnumerable<string> SectionsWithExceptions()
    {
        var section = "";
        foreach (var line in File.ReadLines(Repository.PathOf(".editorconfig")))
        {
            if (Section().Match(line) is { Success: true } header)
                section = header.Groups["paths"].Value;
            else if (OwnException().IsMatch(line))
                yield return section;
        }
    }

    /// <summary>Returns the paths of a section: one, or one for each choice in its braces.</summary>
    private static IEnumerable<string> PathsOf(string section)
    {
        var choice = Choice().Match(section);
        return choice.Success
            ? choice.Groups["choices"].Value.Split(',').Select(each => section[..choice.Index] + each + section[(choice.Index + choice.Length)..])
            : [section];
    }

    [GeneratedRegex(@"^\[(?<paths>.+)\]$")]
    private static partial Regex Section();

    [GeneratedRegex(@"^dotnet_diagnostic\.HRT0\d+\.severity = none$")]
    private static partial Regex OwnException();

    [GeneratedRegex(@"\{(?<choices>[^{}]*)\}")]
    private static partial Regex Choice();
}
