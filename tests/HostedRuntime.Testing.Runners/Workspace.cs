using System.Diagnostics;
using System.Xml.Linq;

namespace HostedRuntime.Testing.Runners;

/// <summary>A temporary folder with the packages of this repository and the projects that use them.</summary>
internal sealed class Workspace
{
    // No other folder of packages on the machine has this version, so an older build is never taken for this one.
    private const string Version = "0.0.0-runners";

    private static readonly string[] s_packages = ["HostedRuntime.Core", "HostedRuntime.Testing"];

    private readonly string _root;
    private readonly string _repository;
    private readonly string _restored;

    private Workspace(string root, string repository, string restored) => (_root, _repository, _restored) = (root, repository, restored);

    public static Workspace Create()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HostedRuntime.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The program must run from the output folder of this repository.");
        var root = Directory.CreateTempSubdirectory("runners-").FullName;
        var restored = Dotnet(root, ["nuget", "locals", "global-packages", "--list"]).Output.Split(':', 2)[1].Trim();
        return new Workspace(root, folder.FullName, restored);
    }

    public void Delete() => Directory.Delete(_root, recursive: true);

    /// <summary>
    /// Packs the kit and its dependencies. The build has a folder of its own, because the repository's output has another version.
    /// </summary>
    public void Pack()
    {
        foreach (var name in s_packages)
        {
            var project = Path.Combine(_repository, "src", name, $"{name}.csproj");
            Succeed(Dotnet(_repository, ["pack", project, $"-p:Version={Version}", "-p:RunAnalyzers=false", "--artifacts-path", In("build"), "-o", In("packages"), "-nologo", "-v", "quiet"]));
        }

        XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));
        var sources = new XElement("packageSources", Add("built", In("packages")));
        // Packages that the machine has restored before are not loaded again.
        var fallback = new XElement("fallbackPackageFolders", Add("restored", _restored));
        File.WriteAllText(In("NuGet.config"), new XElement("configuration", sources, fallback).ToString());
        File.WriteAllText(In("global.json"), """{ "test": { "runner": "Microsoft.Testing.Platform" } }""");
    }

    /// <summary>Writes the project of each runner, and builds all of them in one run of MSBuild, with warnings as errors.</summary>
    public void Build(IReadOnlyList<Runner> runners)
    {
        var types = s_packages.SelectMany(package => PublicType.Of(_repository, package)).ToList();
        if (types.Count < 100)
            throw new InvalidOperationException($"Only {types.Count} public types were found: the files in docs/api have another form than {nameof(PublicType)} reads.");
        foreach (var runner in runners)
        {
            var folder = Directory.CreateDirectory(In(runner.Name)).FullName;
            File.WriteAllText(ProjectOf(runner), runner.Project(Version));
            File.WriteAllText(Path.Combine(folder, "KitTests.cs"), runner.Tests());
            File.WriteAllText(Path.Combine(folder, "Names.cs"), runner.Names(types));
        }

        var projects = runners.Select(runner => new XElement("Project", new XAttribute("Path", ProjectOf(runner))));
        File.WriteAllText(In("all.slnx"), new XElement("Solution", projects).ToString());
        Succeed(Dotnet(_root, ["build", In("all.slnx"), "-warnaserror", "-nologo", "-v", "quiet"], ("NUGET_PACKAGES", In("cache"))));
    }

    /// <summary>Runs <c>dotnet test</c> in the folder of a built project.</summary>
    public (int ExitCode, string Output) Test(Runner runner, params (string Name, string Value)[] environment)
        => Dotnet(In(runner.Name), ["test", "--no-build"], [("NUGET_PACKAGES", In("cache")), .. environment]);

    private string ProjectOf(Runner runner) => Path.Combine(In(runner.Name), $"{runner.Name}.Tests.csproj");

    private string In(string name) => Path.Combine(_root, name);

    private static void Succeed((int ExitCode, string Output) run)
    {
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"A command of the SDK failed:\n{run.Output}");
    }

    private static (int ExitCode, string Output) Dotnet(string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // A reused MSBuild node would keep the output open, and so delay the end of the read.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
