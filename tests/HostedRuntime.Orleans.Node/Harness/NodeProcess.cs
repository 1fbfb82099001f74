using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace HostedRuntime.Tests.Nodes.Harness;

/// <summary>A node as a process, with the signals that a test sends to it.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _calls = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _last;

    private NodeProcess(Process process, NodeSettings settings)
    {
        _process = process;
        Settings = settings;
        _ = ReadAsync();
        _ = KeepErrorsAsync();
    }

    public NodeSettings Settings { get; }

    /// <summary>The id of the node in its cluster.</summary>
    public string Node { get; private set; } = "";

    public bool HasExited => _process.HasExited;

    public static async Task<NodeProcess> StartAsync(NodeSettings settings)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "HostedRuntime.Orleans.Node.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. settings.ToArguments()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var node = new NodeProcess(process, settings);
        node.Node = (await node._ready.Task.WaitAsync(s_limit)).Split(' ')[1];
        return node;
    }

    /// <summary>Runs a command on the node.</summary>
    /// <returns>The words of the answer. The first is "ok" or the name of an exception.</returns>
    public async Task<string[]> CallAsync(params string[] words)
    {
        var number = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[number] = answer;
        await _process.StandardInput.WriteLineAsync($"{number} {string.Join(' ', words)}");
        await _process.StandardInput.FlushAsync();
        return (await answer.Task.WaitAsync(s_limit)).Split(' ');
    }

    /// <summary>Runs a command that has to succeed.</summary>
    public async Task<string[]> OkAsync(params string[] words)
    {
        var answer = await CallAsync(words);
        return answer[0] == "ok" ? answer[1..] : throw new InvalidOperationException($"{Settings.Name}: {string.Join(' ', words)} -> {string.Join(' ', answer)}. Its log is in {Settings.Folder}.");
    }

    /// <summary>Ends the process without a word, as kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Suspends the process.</summary>
    public Task SuspendAsync() => ProcessSignals.SendAsync("STOP", _process.Id);

    public Task ResumeAsync() => ProcessSignals.SendAsync("CONT", _process.Id);

    /// <summary>Stops the node as its host would.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(s_limit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    /// <summary>Keeps the errors next to the log. Orleans prints pages of them before it ends the process of a dead silo.</summary>
    private async Task KeepErrorsAsync()
    {
        await using var file = File.Create(Path.Combine(Settings.Folder, $"{Settings.Name}.errors"));
        await _process.StandardError.BaseStream.CopyToAsync(file);
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
                _ready.TrySetResult(line);
            else if (line.Split(' ', 2) is [var number, var answer] && _calls.TryRemove(int.Parse(number, CultureInfo.InvariantCulture), out var call))
                call.TrySetResult(answer);
        }

        _ready.TrySetException(new InvalidOperationException($"{Settings.Name} ended before it was ready. Its log is in {Settings.Folder}."));
        foreach (var call in _calls.Values)
            call.TrySetResult("NodeEnded");
    }
}
