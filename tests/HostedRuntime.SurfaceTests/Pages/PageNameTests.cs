using System.Text.RegularExpressions;
using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Pages;

/// <summary>Every name in the pages exists: types and members, files and folders, pages and their headings.</summary>
public sealed partial class PageNameTests
{
    /// <summary>
    /// Names of tokio, tauri and Hangfire, of packages and assemblies that these tests do not read, of MSBuild properties, and of a file of
    /// tauri.
    /// </summary>
    private static readonly HashSet<string> s_foreign =
    [
        "AbortOnDropHandle", "AppHandle", "ClosedAsync", "Drop", "Err", "RunEvent", "SemaphorePermit", "StreamMap",
        "AutomaticRetry", "BackgroundJob", "BackgroundJobServerOptions", "BatchJob", "ContinueJobWith", "DisableConcurrentExecution", "RecurringJob", "WorkerCount",
        "FakeTimeProvider",
        "AllowAnonymous", "RequireAuthorization",
        "EventSourceSupport", "HostedRuntimeAnalyzers", "HostedRuntimeAnalysisMode", "PublishAot", "PublishReadyToRun",
        "tauri.conf.json",
    ];

    private const string RootOfReadme = "{repository}/";

    private static readonly string[] s_folders = ["src/", "tests/", "samples/", "docs/"];

    private static readonly Lazy<HashSet<string>> s_names = new(static () =>
    [
        .. s_folders.SelectMany(static folder => Directory.GetFileSystemEntries(Repository.PathOf(folder), "*", SearchOption.AllDirectories))
            .Select(static path => Directory.Exists(path) ? $"{Path.GetFileName(path)}/" : Path.GetFileName(path)),
    ]);

    public static TheoryData<string> Pages => [.. Page.All.Select(static page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Name_OfTypeOrMember_Exists(string page)
    {
        var names = Codes(page).Where(static code => Name().IsMatch(code)).SelectMany(static code => Identifier().Matches(Generics().Replace(code.Split('(')[0], ""))).Select(static match => match.Value);
        var unknown = names.Distinct().Where(static name => !s_foreign.Contains(name) && !KnownNames.Contains(name)).ToList();
        Assert.Empty(unknown);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Path_OfFileOrFolder_Exists(string page)
    {
        var words = Codes(page).SelectMany(static code => code.Split(' ')).ToList();
        var missing = words.Where(static word => Array.Exists(s_folders, word.StartsWith) && !word.Contains('*', StringComparison.Ordinal))
            .Where(static path => !Path.Exists(Repository.PathOf(path)))
            // A bare name is a file, or with a slash a folder, anywhere in the repository.
            .Concat(words.Where(static word => Alone().IsMatch(word) && !s_foreign.Contains(word) && !s_names.Value.Contains(word)))
            .ToList();
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Link_InRepository_LeadsToPageAndHeading(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        var links = Link().Matches(Page.Of(page).Text).Select(static match => (Path: match.Groups["path"].Value, Heading: match.Groups["heading"].Value));
        Assert.All(links.Where(static link => !link.Path.Contains("://", StringComparison.Ordinal)), link =>
        {
            // In the README of a package the build replaces the name of the root by the address of the repository.
            var target = link.Path == "" ? Repository.PathOf(page)
                : link.Path.StartsWith(RootOfReadme, StringComparison.Ordinal) ? Repository.PathOf(link.Path[RootOfReadme.Length..])
                : Path.GetFullPath(Path.Combine(folder, link.Path));
            Assert.True(Path.Exists(target), $"{page} links to {link.Path}, which is not there.");
            if (link.Heading != "")
                Assert.Contains(link.Heading, File.ReadLines(target).Where(static line => line.StartsWith('#')).Select(Anchor));
        });
    }

    /// <summary>Returns the texts between single backticks, outside of code blocks.</summary>
    private static IEnumerable<string> Codes(string page)
        => Page.Of(page).Text.Split("```").Where(static (_, i) => i % 2 == 0).SelectMany(static prose => Code().Matches(prose)).Select(static match => match.Groups[1].Value);

    private static string Anchor(string heading)
        => string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant().Where(static c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex Code();

    /// <summary>Matches one name, qualified, generic or with arguments: <c>MpscChannel.CreateBounded&lt;T&gt;(n)</c>.</summary>
    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]+(<[^>]*>+)?(\.[A-Z][A-Za-z0-9]+(<[^>]*>+)?)*(\(.*\))?$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z.]+(/|\.cs|\.md|\.json)$")]
    private static partial Regex Alone();

    [GeneratedRegex(@"<[^>]*>+")]
    private static partial Regex Generics();

    [GeneratedRegex(@"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\]\((?<path>[^)#\s]*)(#(?<heading>[^)\s]*))?\)")]
    private static partial Regex Link();
}
