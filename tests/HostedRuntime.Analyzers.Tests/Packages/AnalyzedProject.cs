using HostedRuntime.SurfaceTests.Packages;

namespace HostedRuntime.Analyzers.Tests.Packages;

/// <summary>A new project that references the packed engine, and is compiled with several properties of the analyzers.</summary>
public sealed class AnalyzedProject : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("analyzed-");

    public string Root => _root.FullName;

    private (string Name, string Value)[] Environment => LocalFeed.Environment(Root);

    public async ValueTask InitializeAsync()
    {
        await LocalFeed.CreateAsync(Root, [BuiltPackages.Of("HostedRuntime.Core")]);
        await WriteAsync("app.csproj", """
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
            """);
        await WriteAsync("Worker.cs", """
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

    private Task WriteAsync(string name, string content) => File.WriteAllTextAsync(Path.Combine(Root, name), content);
}
