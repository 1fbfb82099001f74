namespace Census.Tests;

public sealed class InterruptTests
{
    // The size of a sparse file, which takes hours to read and no space on disk.
    private const long Endless = 1L << 42;

    [Fact]
    public async Task Interrupt_InMiddleOfFile_ReportsFilesLeft()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends a signal of Unix to a file system with sparse files.");
        using var tree = new Tree().Add("small", (byte)'\n');
        await using (var endless = File.Create(Path.Combine(tree.Root, "endless")))
            endless.SetLength(Endless);

        using var census = CensusProcess.Start([tree.Root, "--Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime=Information"]);
        await census.WaitForErrorAsync("Application started.");
        await census.InterruptAsync();
        var run = await census.EndAsync();

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("Interrupted. Left:", run.Output, StringComparison.Ordinal);
    }
}
