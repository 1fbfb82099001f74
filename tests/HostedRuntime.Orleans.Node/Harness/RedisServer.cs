using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HostedRuntime.Tests.Nodes.Harness;

/// <summary>A Redis of a test, on loopback, with a folder and a port of its own. It writes each change to disk before it answers.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    public static bool IsInstalled => Program is not null;

    public NodeStore Store => new(StoreKind.Redis, $"127.0.0.1:{_port}");

    private static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);

    /// <summary>Starts the server, also again after <see cref="KillAsync"/>, with what it has stored.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(Program!, ["--bind", "127.0.0.1", "--port", $"{_port}", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always"])
        {
            RedirectStandardOutput = true,
        })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        while (!await AnswersAsync())
            await Task.Delay(50);
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await using var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            // While the file is read the answer is -LOADING.
            return await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false) == 5 && answer[0] == (byte)'+';
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
