using System.Diagnostics;
using HostedRuntime.SurfaceTests.Snippets;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HostedRuntime.SurfaceTests.ExitCodes;

/// <summary>A program with a host, compiled next to the libraries of this run and run as its own process.</summary>
internal static class HostProgram
{
    private const string Frame = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using HostedRuntime;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var runtime = builder.Services.AddAsyncRuntime(options => options.WorkerThreads = 1);

        """;

    private const string Run = """

        using var host = builder.Build();
        var application = host.Services.GetRequiredService<IHostApplicationLifetime>();
        if (!willStop)
            application.ApplicationStarted.Register(() => application.StopApplication());
        await host.RunAsync();
        """;

    /// <summary>
    /// Runs the program with these lines between the builder and the host. The lines define <c>willStop</c>, which is true if they stop the
    /// host themselves.
    /// </summary>
    public static async Task<(int ExitCode, string Error)> RunAsync(string name, string lines)
    {
        var program = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        var compiled = CSharpCompilation
            .Create(name, [CSharpSyntaxTree.ParseText(Frame + lines + Run)], Assemblies.All, new CSharpCompilationOptions(OutputKind.ConsoleApplication))
            .Emit(program);
        Assert.True(compiled.Success, string.Join(Environment.NewLine, compiled.Diagnostics));

        var own = Path.Combine(AppContext.BaseDirectory, typeof(HostProgram).Assembly.GetName().Name!);
        var start = new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", $"{own}.runtimeconfig.json", "--depsfile", $"{own}.deps.json", program])
        {
            RedirectStandardError = true,
            // Some tests expect a crash, which needs no dump.
            Environment = { ["DOTNET_DbgEnableMiniDump"] = "0" },
        };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        File.Delete(program);
        return (process.ExitCode, error);
    }
}
