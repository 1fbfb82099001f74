namespace Census.Tests;

public sealed class JsonReportTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("--AsyncRuntime:WorkerThreads=1", null)]
    [InlineData("--Census:HashingTasks=32", "8")]
    public async Task Json_MixedTree_EqualsExpectedFigures(string? setting, string? workers)
    {
        using var tree = Tree.Mixed(600);
        string[] arguments = ["--json", tree.Root];

        var run = await CensusProcess.RunAsync(
            setting is null ? arguments : [setting, .. arguments],
            workers is null ? [] : [("AsyncRuntime__WorkerThreads", workers)]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        AssertCounts(tree, run);
        Assert.Equal(["bytes", "duplicateFiles", "elapsedMs", "files", "lines"], run.Json().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Json_LinksAndSpecialFiles_CountsRegularFilesOnly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes files of Linux.");
        using var tree = new Tree().Add("file", (byte)'\n').Add("directory/other", 1, 2);
        await tree.ShellAsync("mkfifo fifo && ln -s file link && ln -s . loop && ln -s nowhere dangling && ln -s /etc outside");

        var run = await CensusProcess.RunAsync([tree.Root, "--json"]);

        AssertCounts(tree, run);
    }

    [Fact]
    public async Task Json_EmptyDirectory_CountsNothing()
    {
        using var tree = new Tree();

        var run = await CensusProcess.RunAsync([tree.Root, "--json"]);

        Assert.Equal(0, run.ExitCode);
        AssertCounts(tree, run);
    }

    [Theory]
    [InlineData("printf x >", 2)]
    [InlineData("mkdir", 1)]
    public async Task Json_UnreadableName_IsListed(string making, int files)
    {
        // The name is not UTF-8. .NET finds the file but cannot open or delete it.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes files of Linux.");
        using var tree = new Tree().Add("readable", (byte)'\n');
        await tree.ShellAsync($"{making} \"$(printf 'bad\\377')\"");

        var run = await CensusProcess.RunAsync([tree.Root, "--json"]);
        await tree.ShellAsync("rm -r bad*");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal((files, 1), (run.Json()["files"], run.Json()["bytes"]));
        Assert.Equal($"census: cannot read {tree.Root}/bad\uFFFD: its name is not UTF-8{Environment.NewLine}", run.Error);
    }

    [Fact]
    public async Task Json_NamesToSkip_LeavesThemOut()
    {
        using var tree = new Tree().Add("kept.cs", 1);
        foreach (var skipped in new[] { "node_modules/deep/file", "a/node_modules/file", "a/thing.tmp" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(tree.Root, skipped))!);
            await File.WriteAllTextAsync(Path.Combine(tree.Root, skipped), "not counted");
        }

        var run = await CensusProcess.RunAsync(
            [tree.Root, "--json", "--AsyncRuntime:Plugins:SkipList:Names:0=node_modules"], ("AsyncRuntime__Plugins__SkipList__Names__1", "*.tmp"));

        AssertCounts(tree, run);
    }

    private static void AssertCounts(Tree tree, CensusRun run)
    {
        var json = run.Json();
        Assert.Equal((tree.Files, tree.Bytes, tree.Lines, tree.Duplicates), (json["files"], json["bytes"], json["lines"], json["duplicateFiles"]));
    }
}
