using System.Diagnostics;

namespace HostedRuntime.PackageTests.NewProjects;

/// <summary>Projects that know the packages alone build without a warning, and run.</summary>
public sealed class NewProjectTests(NewFolder folder) : IClassFixture<NewFolder>
{
    // Only a run that hangs takes this long.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    public static TheoryData<string> Variants => [.. TemplateVariant.All.Select(static variant => variant.Name)];

    [Theory]
    [InlineData("Terminal", "ran on console")]
    [InlineData("Service", "ran on default")]
    [InlineData("Background", "ran on default")]
    [InlineData("Web", "ran on default")]
    [InlineData("Tests", "succeeded: 1")]
    public async Task Project_OfPackages_Runs(string name, string expected)
        => Assert.Contains(expected, await folder.RunAsync(folder.PathOf(name), "exec", folder.ProgramOf(name)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Tests_OfTemplate_Pass(string variant)
    {
        var said = await folder.RunAsync(folder.PathOf(variant), "exec", folder.ProgramOf(variant, "tests", $"{variant}.Tests"));
        Assert.Contains("succeeded: 3", said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Program_OfTemplate_StartsAndStops(string variant)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends a signal of Unix.");
        string[] address = TemplateVariant.All.Single(one => one.Name == variant).IsWeb ? ["--urls", "http://127.0.0.1:0"] : [];
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", folder.ProgramOf(variant, "src", variant), .. address])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        using var limit = new CancellationTokenSource(s_limit);
        using var kill = limit.Token.Register(process.Kill);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var isStarted = false;
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (isStarted || !line.Contains("Application started.", StringComparison.Ordinal))
                continue;
            isStarted = true;
            // A shell starts its background jobs with SIGINT ignored, and their children inherit that. SIGTERM always arrives.
            using var signal = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await signal.WaitForExitAsync(CancellationToken.None);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        Assert.Equal((true, 0, ""), (isStarted, process.ExitCode, await error));
    }

    [Fact]
    public void Files_OfPlainVariant_HaveNoOtherParts()
    {
        var files = Directory.GetFiles(folder.PathOf("Plain"), "*", SearchOption.AllDirectories);
        Assert.DoesNotContain(files, static file => file.Contains("Feed", StringComparison.Ordinal) || file.Contains("template", StringComparison.Ordinal));
        Assert.All(
            files.Where(static file => Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".json" or ".slnx" or ".md" && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)),
            static file =>
            {
                var text = File.ReadAllText(file);
                Assert.DoesNotContain("HostedRuntimeApp", text, StringComparison.Ordinal);
                Assert.DoesNotContain("#if", text, StringComparison.Ordinal);
                Assert.DoesNotContain("0.0.0-template", text, StringComparison.Ordinal);
            });
    }

    [Fact]
    public async Task Template_Uninstalled_IsGone()
    {
        // In a home of its own, because the other tests of this class may still need it.
        var home = Directory.CreateTempSubdirectory("home-");
        (string, string)[] environment = [("DOTNET_CLI_HOME", home.FullName)];
        var package = Directory.GetFiles(folder.PathOf("packages"), "HostedRuntime.Templates.*.nupkg").Single();
        await DotnetCommand.SucceedAsync(home.FullName, ["new", "install", package], environment);
        Assert.Contains("hostedruntime", await DotnetCommand.SucceedAsync(home.FullName, ["new", "list", "hostedruntime"], environment), StringComparison.Ordinal);
        await DotnetCommand.SucceedAsync(home.FullName, ["new", "uninstall", "HostedRuntime.Templates"], environment);
        Assert.NotEqual(0, (await DotnetCommand.RunAsync(home.FullName, ["new", "list", "hostedruntime"], environment)).ExitCode);
        home.Delete(recursive: true);
    }
}
