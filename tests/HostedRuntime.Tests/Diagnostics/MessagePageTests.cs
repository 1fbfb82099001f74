using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Diagnostics;

/// <summary>The page docs/messages.md has a section for each message of the log and for each lint, and no section without one.</summary>
public sealed partial class MessagePageTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "messages.md")).ReplaceLineEndings("\n");

    private static readonly Dictionary<int, string> s_sections = Section().Matches(s_page).ToDictionary(
        static section => int.Parse(section.Groups["id"].Value, CultureInfo.InvariantCulture),
        static section => section.Value);

    [Fact]
    public void Sections_OfPage_EqualMessagesOfLog()
        => Assert.Equal(
            Messages().Select(static message => message.EventId).Order(),
            s_sections.Keys.Order());

    [Fact]
    public void Sections_OfMessages_HaveNameLevelTextAndAdvice()
        => Assert.All(Messages(), static message =>
        {
            var section = s_sections[message.EventId];
            Assert.StartsWith($"### {message.EventId} {message.Name}\n", section, StringComparison.Ordinal);
            Assert.Contains($"```\n{message.Level}: {message.Text}\n```\n", section, StringComparison.Ordinal);
            Assert.Matches(@"\*\*Cause\.\*\* \S", section);
            Assert.Matches(@"\*\*What to do\.\*\* \S", section);
        });

    [Fact]
    public void Sections_OfLints_AreThirteenWithAdvice()
    {
        var lints = LintSection().Matches(s_page);
        Assert.Equal(Enumerable.Range(1, 13).Select(static number => $"HR{number:000}"), lints.Select(static lint => lint.Groups["code"].Value));
        Assert.All(lints, static lint =>
        {
            Assert.Matches(@"\*\*Cause\.\*\* \S", lint.Value);
            Assert.Matches(@"\*\*What to do\.\*\* \S", lint.Value);
        });
    }

    private static IEnumerable<(int EventId, string Name, LogLevel Level, string Text)> Messages()
        => typeof(Log).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(static method => (method.Name, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(static method => method.Message is not null)
            .Select(static method => (method.Message!.EventId, method.Name, method.Message.Level, method.Message.Message));

    [GeneratedRegex(@"^### (?<id>\d+) (.|\n)*?(?=\n##|\z)", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^### (?<code>HR\d{3})\n(.|\n)*?(?=\n##|\z)", RegexOptions.Multiline)]
    private static partial Regex LintSection();
}
