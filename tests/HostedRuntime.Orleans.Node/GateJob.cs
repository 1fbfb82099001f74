namespace HostedRuntime.Tests.Nodes;

/// <summary>The gate that holds a body: the name of a file that a test creates.</summary>
internal sealed record GateArgs(string Gate);

/// <summary>Writes its begin and its end into the journal of its node, and runs until the file of its gate exists.</summary>
internal sealed class GateJob(NodeSettings settings) : IJob<GateArgs, string>
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    public async Task<string> RunAsync(GateArgs args, JobContext context, CancellationToken cancellationToken)
    {
        Journal.Write($"begin {context.Id} {context.Attempt}");
        var gate = Path.Combine(settings.Folder, args.Gate + ".gate");
        try
        {
            while (!File.Exists(gate))
                await AsyncTime.SleepAsync(s_pause, cancellationToken: cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Journal.Write($"cancelled {context.Id} {context.Attempt}");
            throw;
        }

        Journal.Write($"end {context.Id} {context.Attempt}");
        return $"{settings.Name} {context.Attempt}";
    }
}

/// <summary>Does nothing, for figures.</summary>
internal sealed class EmptyJob : IJob<int, int>
{
    public Task<int> RunAsync(int args, JobContext context, CancellationToken cancellationToken) => Task.FromResult(args);
}
