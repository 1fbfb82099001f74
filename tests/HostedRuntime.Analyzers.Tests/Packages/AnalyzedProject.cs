using System.Xml.Linq;
using HostedRuntime.SurfaceTests.Packages;

namespace HostedRuntime.Analyzers.Tests.Packages;

/// <summary>
/// A new project that references the packed engine. NuGet finds the package in a folder and uses a cache of its own, so the test needs no
/// network and nothing from an earlier run.
/// </summary>
public sealed class NewProject : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("analyzed-");

    public string Root => _root.FullName;

    private (string Name, string Value)[] Environment => [("NUGET_PACKAGES", Path.Combine(Root, "cache"))];

    public async ValueTask InitializeAsync()
    {
        var packages = _root.CreateSubdirectory("packages").FullName;
        await BuiltPackages.Of("HostedRuntime.Core").PackAsync(packages);
        await WriteAsync("NuGet.config", new XElement(
            "configuration",
            new XElement("packageSources", new XElement("clear"), new XElement("add", new XAttribute("key", "built"), new XAttribute("value", packages)))));
        await WriteAsync("app.csproj", XElement.Parse("""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="HostedRuntime.Core" Version="*" />
              </ItemGroup>
            </Project>
            """));
        await File.WriteAllTextAsync(Path.Combine(Root, "Worker.cs"), """
            using HostedRuntime;

            public sealed class Worker(IRuntimeHandle runtime)
            {
                public void Start()
                {
                    _ = runtime.Spawn(() => 1);
                    runtime.Spawn(async ct => await Task.Delay(1000, ct)).Detach();
                }
            }
            """);
        await DotnetCommand.SucceedAsync(Root, ["restore", "-nologo", "-v", "quiet"], Environment);
    }

    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Compiles the whole project again.</summary>
    /// <returns>The exit code, and the rules that were reported.</returns>
    public async Task<(int ExitCode, IReadOnlyList<string> Rules)> BuildAsync(params string[] properties)
    {
        var (exitCode, output) = await DotnetCommand.RunAsync(
            Root, ["build", "--no-restore", "--no-incremental", "-nologo", "-v", "quiet", .. properties.Select(static property => $"-p:{property}")], Environment);
        return (exitCode, [.. System.Text.RegularExpressions.Regex.Matches(output, @"(?:warning|error) (\w+):").Select(static match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)]);
    }

    private Task WriteAsync(string name, XElement content) => File.WriteAllTextAsync(Path.Combine(Root, name), content.ToString());
}
