using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>The program HostedRuntime.HostStart, published in one of the possible forms into its own directory.</summary>
internal sealed class PublishedHost : IDisposable
{
    private const string Project = "HostedRuntime.HostStart";

    private readonly DirectoryInfo _directory;

    private PublishedHost(DirectoryInfo directory) => _directory = directory;

    /// <summary>The forms: jitted, ReadyToRun, native.</summary>
    public static IReadOnlyList<string> Forms { get; } = ["jit", "r2r", "aot"];

    private string Output => Path.Combine(_directory.FullName, "out");

    /// <summary>Publishes the program. Returns null with a reason if the form cannot be published or does not work.</summary>
    public static PublishedHost? TryMake(string form, out string reason)
    {
        if (!TryFindProject(out var project))
        {
            reason = $"the sources of {Project} are not above {AppContext.BaseDirectory}";
            return null;
        }

        var published = new PublishedHost(Directory.CreateTempSubdirectory("host-start-"));
        // Its own artifacts, because the restore and build of one form do not fit other forms or the tests.
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

    /// <summary>Starts the program once, and returns the time and the number of methods compiled.</summary>
    public (double Milliseconds, int Compiled) Start(string side)
    {
        using var process = Begin(side);
        var figures = process.StandardError.ReadToEnd().Split(' ');
        process.WaitForExit();
        return (double.Parse(figures[0], CultureInfo.InvariantCulture), int.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>
    /// Starts in the program's own directory, because a host watches its current directory, which might be a whole repository.
    /// </summary>
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
