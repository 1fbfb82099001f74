using System.Diagnostics;
using System.Security.Cryptography;

namespace Census.Tests;

/// <summary>A directory that a test fills. The expected figures are computed from the added content and not read back from disk.</summary>
internal sealed class Tree : IDisposable
{
    private readonly HashSet<string> _contents = [];

    public string Root { get; } = Directory.CreateTempSubdirectory("census-").FullName;

    public long Files { get; private set; }

    public long Bytes { get; private set; }

    public long Lines { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>Creates files of every kind that a census may mishandle, in directories some levels deep.</summary>
    public static Tree Mixed(int files)
    {
        var random = new Random(20);
        var tree = new Tree();
        string[] directories = ["", "a", "a/b", "a/b/c", ".hidden", "with space", "[markup]", "new\nline", "ümlaut"];
        string[] names = ["file{0}.cs", "no extension {0}", ".dot{0}", "line\n{0}.txt", "{0}.[x]", "-{0}", "{0}.JSON"];
        for (var i = 0; i < files; i++)
        {
            var name = string.Format(null, names[random.Next(names.Length)], i);
            var content = new byte[random.Next(10) switch { 0 => 0, 1 => 200_000, _ => random.Next(2000) }];
            random.NextBytes(content);
            tree.Add(Path.Combine(directories[random.Next(directories.Length)], name), i % 3 == 0 ? [(byte)'a', (byte)'\n', (byte)i] : content);
        }

        return tree;
    }

    public Tree Add(string name, params byte[] content)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        Files++;
        Bytes += content.Length;
        Lines += content.Count(static one => one == '\n');
        Duplicates += _contents.Add(Convert.ToHexString(SHA256.HashData(content))) ? 0 : 1;
        return this;
    }

    /// <summary>Runs a shell command, which creates files that .NET cannot create: names that are not UTF-8, FIFOs.</summary>
    public async Task<Tree> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = Root })!;
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
        return this;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
