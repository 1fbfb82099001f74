using System.Diagnostics;
using System.Xml.Linq;

namespace HostedRuntime.Testing.Runners;

/// <summary>A temporary folder with the packages of this repository and the projects that use them.</summary>
internal sealed class Workspace
{
    // No other folder of packages on the machine has this version, so an older build is never taken for this one.
    private const string Version = "0.0.0-runners";

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
        foreach (var name in (string[])["HostedRuntime.Core", "HostedRuntime.Testing"])
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

    /// <summary>Writes the project of a runner.</summary>
    /// <returns>The folder of the project.</returns>
    public string Make(Runner runner)
    {
        var folder = Directory.CreateDirectory(In(runner.Name)).FullName;
        File.WriteAllText(Path.Combine(folder, $"{runner.Name}.Tests.csproj"), runner.Project(Version));
        File.WriteAllText(Path.Combine(folder, "KitTests.cs"), runner.Tests());
        return folder;
    }

    /// <summary>Runs <c>dotnet test</c> in the folder of a project.</summary>
    public (int ExitCode, string Output) Test(string project, params (string Name, string Value)[] environment)
        => Dotnet(project, ["test"], [("NUGET_PACKAGES", In("cache")), .. environment]);

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
