using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace HostedRuntime.Tests.Nodes.Harness;

/// <summary>A Redis of a test, which syncs its file at each write.</summary>
internal sealed class RedisServer : IStoreServer
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-").FullName;
    private readonly int _port = FreePorts.Next();
    private Process? _process;

    /// <summary>Says what is missing to start it, and how to get it. Null if nothing is.</summary>
    public static string? Missing => Program is null ? "There is no redis-server in PATH. On Debian: apt-get install redis-server." : null;

    public NodeStore Store => new(StoreKind.Redis, $"127.0.0.1:{_port}");

    private static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);

    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(Program!, ["--bind", "127.0.0.1", "--port", $"{_port}", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always"])
        {
            RedirectStandardOutput = true,
        })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        while (!await AnswersAsync())
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"redis-server ended with {_process.ExitCode} at its start.");
            await Task.Delay(50);
        }
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public Task SuspendAsync() => ProcessSignals.SendAsync("STOP", _process!.Id);

    public Task ResumeAsync() => ProcessSignals.SendAsync("CONT", _process!.Id);

    public async Task<IReadOnlyList<string>> ReadAllAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Store.Connection);
        var texts = new List<string>();
        await foreach (var key in connection.GetServers()[0].KeysAsync())
        {
            if (await connection.GetDatabase().KeyTypeAsync(key) == RedisType.Hash && await connection.GetDatabase().HashGetAsync(key, "data") is { IsNull: false } data)
                texts.Add(data!);
        }

        return texts;
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
}
