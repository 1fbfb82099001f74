using System.Text.RegularExpressions;
using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.PackageTests.Workflows;

/// <summary>The rules of the workflows that build and publish: what they run is pinned, and they may do no more than they need.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows => [.. Directory.GetFiles(Repository.PathOf(".github", "workflows")).Select(static path => Path.GetFileName(path))];

    /// <summary>A tag of an action can be moved to other code; a commit cannot.</summary>
    [Theory]
    [MemberData(nameof(Workflows))]
    public void Actions_OfWorkflow_ArePinnedToCommit(string workflow)
    {
        var uses = Lines(workflow).Where(static line => line.Contains("uses:", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(uses);
        Assert.All(uses, static line => Assert.Matches(PinnedAction(), line));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Permissions_OfWorkflow_AreReadByDefault(string workflow)
        => Assert.Contains("permissions:\n  contents: read\n", string.Join('\n', Lines(workflow)), StringComparison.Ordinal);

    /// <summary>Scripts of the repository are there, so a step cannot fail at the first release.</summary>
    [Theory]
    [MemberData(nameof(Workflows))]
    public void Scripts_OfWorkflow_Exist(string workflow)
        => Assert.All(Lines(workflow).SelectMany(static line => Script().Matches(line)), static script => Assert.True(File.Exists(Repository.PathOf(script.Value)), script.Value));

    [Fact]
    public void Indentation_OfYaml_IsTwoSpacesAndNoTab()
        => Assert.All(
            Directory.GetFiles(Repository.PathOf(".github"), "*.yml", SearchOption.AllDirectories),
            static path => Assert.All(File.ReadLines(path).Where(static line => line.Length > 0), static line => Assert.True(line.TakeWhile(static c => c is ' ').Count() % 2 == 0 && !line.Contains('\t', StringComparison.Ordinal), line)));

    private static string[] Lines(string workflow) => File.ReadAllLines(Repository.PathOf(".github", "workflows", workflow));

    [GeneratedRegex(@"^\s*(- )?uses: [\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+(\.\d+)*$")]
    private static partial Regex PinnedAction();

    [GeneratedRegex(@"\.ci/\w+")]
    private static partial Regex Script();
}
