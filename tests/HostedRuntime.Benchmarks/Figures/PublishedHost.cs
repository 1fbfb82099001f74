using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>The program HostedRuntime.HostStart, published in one of the ways in which an application can be, in a directory of its own.</summary>
internal sealed class PublishedHost : IDisposable
{
    private const string Project = "HostedRuntime.HostStart";

    private readonly DirectoryInfo _directory;

    private PublishedHost(DirectoryInfo directory) => _directory = directory;

    /// <summary>Compiled when it runs; ReadyToRun; native.</summary>
    public static IReadOnlyList<string> Forms { get; } = ["jit", "r2r", "aot"];

    private string Output => Path.Combine(_directory.FullName, "out");

    /// <summary>Null where that cannot be done, and why.</summary>
    public static PublishedHost? TryMake(string form, out string reason)
    {
        if (!TryFindProject(out var project))
        {
            reason = $"the sources of {Project} are not above {AppContext.BaseDirectory}";
            return null;
        }

        var published = new PublishedHost(Directory.CreateTempSubdirectory("host-start-"));
        // Artifacts of its own: what is restored and built for one form is not for another, nor for the tests.
        using var publish = Process.Start(new ProcessStartInfo("dotnet",
        [
            "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, $"-p:HostStartForm={form}",
            .. form == "aot" ? Array.Empty<string>() : ["--self-contained", "false"],
            "--artifacts-path", published._directory.FullName, "-o", published.Output, "-v", "quiet", "-nologo",
        ]) { RedirectStandardOutput = true })!;
        var said = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        reason = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? $"dotnet publish ended with {publish.ExitCode}";
        if (publish.ExitCode == 0)
        {
            using var features = published.Begin("features");
            features.WaitForExit();
            if (features.ExitCode == 0)
                return published;
            reason = "options, plugins or commands do not work in it";
        }

        published.Dispose();
        return null;
    }

    /// <summary>One start: how long it took, and how many methods were compiled for it.</summary>
    public (double Milliseconds, int Compiled) Start(string side)
    {
        using var process = Begin(side);
        var figures = process.StandardError.ReadToEnd().Split(' ');
        process.WaitForExit();
        return (double.Parse(figures[0], CultureInfo.InvariantCulture), int.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>In its own directory: a host watches the files of the one that it starts in, which may be a whole repository.</summary>
    private Process Begin(string what)
        => Process.Start(new ProcessStartInfo(Path.Combine(Output, Project), [what])
        {
            WorkingDirectory = Output, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;

    private static bool TryFindProject([NotNullWhen(true)] out string? project)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            project = Path.Combine(directory.FullName, "tests", Project, $"{Project}.csproj");
            if (File.Exists(project))
                return true;
        }

        project = null;
        return false;
    }
}
