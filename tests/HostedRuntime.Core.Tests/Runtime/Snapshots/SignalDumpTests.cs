using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tests.Runtime.Snapshots;

/// <summary>
/// The file of a dump. The signal itself is sent to a process of its own, by the tests of the sample Quickstart.
/// </summary>
public sealed class SignalDumpTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dumps-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_TwoRuntimes_HasBothInOneFile()
    {
        Assert.SkipUnless(SignalDump.IsSupported, "The system has no SIGUSR1.");
        using var first = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "dumped first");
        using var second = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "dumped second");
        using var dump = SignalDump.Register(new SignalDumpOptions { FilePattern = Path.Combine(_folder.FullName, "new", "dump-{pid}-{time}.txt") });

        var result = dump.Write();

        Assert.Null(result.Error);
        Assert.Matches($@"dump-{Environment.ProcessId}-\d{{8}}-\d{{6}}-\d{{3}}\.txt$", result.File);
        var text = File.ReadAllText(result.File!);
        Assert.Contains("Runtime 'dumped first': MultiThread, Running", text, StringComparison.Ordinal);
        Assert.Contains("\n\nRuntime 'dumped second': MultiThread, Running", text, StringComparison.Ordinal);
        Assert.True(result.Runtimes >= 2);
    }

    [Fact]
    public void Write_FileExists_Appends()
    {
        Assert.SkipUnless(SignalDump.IsSupported, "The system has no SIGUSR1.");
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "dumped twice");
        using var dump = SignalDump.Register(new SignalDumpOptions { FilePattern = Path.Combine(_folder.FullName, "dump.txt") });
        dump.Write();
        var result = dump.Write();
        Assert.Equal(2, File.ReadAllText(result.File!).Split("Runtime 'dumped twice'").Length - 1);
    }

    [Fact]
    public void Write_FolderIsFile_ReportsError()
    {
        Assert.SkipUnless(SignalDump.IsSupported, "The system has no SIGUSR1.");
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        using var dump = SignalDump.Register(new SignalDumpOptions { FilePattern = Path.Combine(file, "dump.txt") });
        Assert.IsAssignableFrom<IOException>(dump.Write().Error);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" ", "is empty")]
    [InlineData("dump-{0}.txt", "has '{' outside of a placeholder that exists")]
    [InlineData("dump-{PID}.txt", "has '{' outside of a placeholder that exists")]
    [InlineData("dump-pid}.txt", "has '}' outside of a placeholder that exists")]
    [InlineData("dump\0.txt", "has a character that no path has")]
    [InlineData("dumps/", "names a folder")]
    [InlineData("dumps/..", "names a folder")]
    public void FilePattern_Bad_ThrowsWithReason(string pattern, string problem)
    {
        var refused = Assert.Throws<ArgumentException>(() => new SignalDumpOptions { FilePattern = pattern });
        Assert.Contains($" of a dump {problem}. Allowed: the path of a file, with {{pid}} and {{time}}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dump.txt")]
    [InlineData("{pid}")]
    [InlineData("/var/dumps/{time}/{pid}-{pid}.txt")]
    public void FilePattern_Good_IsKept(string pattern) => Assert.Equal(pattern, new SignalDumpOptions { FilePattern = pattern }.FilePattern);
}
