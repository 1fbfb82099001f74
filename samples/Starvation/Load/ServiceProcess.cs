using System.Diagnostics;

namespace Starvation.Load;

/// <summary>A form of the service in a process of its own.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts a form and returns when it listens.</summary>
    /// <exception cref="InvalidOperationException">The service ended before it listened.</exception>
    public static async Task<ServiceProcess> StartAsync(Form form, Uri dependency, string[] settings)
    {
        // Under `dotnet Starvation.dll` the program of this process is dotnet itself.
        var program = Environment.ProcessPath!;
        string[] prefix = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(ServiceProcess).Assembly.Location] : [];
        var process = Process.Start(new ProcessStartInfo(program, [.. prefix, "serve", $"{form}", .. settings, $"--Service:Dependency={dependency}", "--Urls=http://127.0.0.1:0"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        if (await process.StandardOutput.ReadLineAsync() is { } address)
            return new ServiceProcess(process, new Uri(address));
        await process.WaitForExitAsync();
        throw new InvalidOperationException($"The service {form} ended with exit code {process.ExitCode} before it listened: read its messages above.");
    }

    /// <summary>Returns the number of threads that the process has now, whatever started them; null if it has ended.</summary>
    public int? CountThreads()
    {
        try
        {
            _process.Refresh();
            return _process.Threads.Count;
        }
        catch (InvalidOperationException)
        {
            return null; // the process has ended; WaitForEndAsync reports why
        }
    }

    /// <summary>Asks the service to stop, as a deployment does.</summary>
    public void BeginStop() => _process.StandardInput.Close();

    /// <exception cref="TimeoutException">The service did not end within the time, and was killed.</exception>
    /// <exception cref="InvalidOperationException">The service ended with an error.</exception>
    public async Task WaitForEndAsync(TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw new TimeoutException($"The service did not end within {timeout} and was killed: Load:StopTimeout allows more time.");
        }

        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"The service ended with exit code {_process.ExitCode}: read its messages above.");
    }

    public void Dispose()
    {
        // Only if a round fails, the service still runs.
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
