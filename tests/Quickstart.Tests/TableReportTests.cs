namespace Census.Tests;

public sealed class TableReportTests
{
    [Fact]
    public async Task Table_TwoExtensions_ShowsRowsSumAndRuntime()
    {
        using var tree = new Tree().Add("a.cs", (byte)'\n').Add("sub/b.cs", (byte)'\n').Add("c", 1, 2, 3);

        var run = await CensusProcess.RunAsync([tree.Root]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(".cs       │     2 │     2 │     2 │          1 │", run.Output, StringComparison.Ordinal);
        Assert.Contains("(none)    │     1 │     3 │     0 │          0 │", run.Output, StringComparison.Ordinal);
        Assert.Contains("all       │     3 │     5 │     2 │          1 │", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"Runtime: \d+ workers, \d+ tasks spawned, \d+ steals, \d+ parks, \d+ blocking threads at most\.", run.Output);
        Assert.DoesNotContain('\e', run.Output);
    }

    [Fact]
    public async Task Table_MoreExtensionsThanRows_SumsUpOthers()
    {
        using var tree = new Tree().Add("1.a", 1).Add("2.a", 2).Add("3.b", 3).Add("4.c", 4, 4);

        var run = await CensusProcess.RunAsync([tree.Root, "--AsyncRuntime:Plugins:Report:Rows=1"]);

        Assert.Contains("(2 others) │     2 │     3 │     0 │          0 │", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_EscapeSequenceInName_IsShownAsText()
    {
        using var tree = new Tree().Add("a.\e[31m\n[bold]", 1);

        var run = await CensusProcess.RunAsync([tree.Root]);

        Assert.Contains(@".\x1b[31m\n[bold] │", run.Output, StringComparison.Ordinal);
    }
}
