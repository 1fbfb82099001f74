using System.Diagnostics;
using System.Globalization;
using Starvation.Service;

namespace Starvation.Load;

/// <summary>The service, running as a process of its own.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, HttpClient client) => (_process, Client) = (process, client);

    public HttpClient Client { get; }

    public int Threads
    {
        get
        {
            _process.Refresh();
            return _process.Threads.Count;
        }
    }

    public static async Task<ServiceProcess> StartAsync(Form form)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(ServiceProcess).Assembly.Location, "serve", form.ToString()]) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(OrderService.Address, StringComparison.Ordinal))
                continue;
            // Requests are due at their time, so each gets a connection of its own if the others wait.
            var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue })
            {
                BaseAddress = new Uri(line[OrderService.Address.Length..]),
                Timeout = TimeSpan.FromSeconds(100),
            };
            return new ServiceProcess(process, client);
        }

        throw new InvalidOperationException($"The service '{form}' has ended without an address.");
    }

    /// <summary>Stops the service as a deployment does.</summary>
    /// <returns>The mails that were promised, and those that were sent.</returns>
    public async Task<(int Promised, int Sent)> StopAsync()
    {
        (await Client.PostAsync(new Uri("/stop", UriKind.Relative), null)).Dispose();
        var mails = (0, 0);
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(OrderService.Mails, StringComparison.Ordinal))
                continue;
            var numbers = line[OrderService.Mails.Length..].Split(' ').Select(static text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            mails = (numbers[0], numbers[1]);
        }

        await _process.WaitForExitAsync();
        return mails;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        Client.Dispose();
    }
}
