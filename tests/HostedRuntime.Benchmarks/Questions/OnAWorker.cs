using BenchmarkDotNet.Attributes;

namespace HostedRuntime.Benchmarks.Questions;

/// <summary>A question that is asked inside a task. What it costs to get there is shared by all operations of one invocation.</summary>
public abstract class OnAWorker
{
    /// <summary>Enough to make the wake of a worker and of the caller, some 50 us, disappear.</summary>
    protected const int Operations = 100_000;

    /// <summary>The runtime under question.</summary>
    protected IRuntime Runtime { get; private set; } = null!;

    /// <summary>Starts the runtime.</summary>
    [GlobalSetup]
    public void Start() => Runtime = ThisProgram.CreateRuntime();

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public void Stop() => Runtime.Dispose();

    /// <summary>Runs the body as a task and blocks for its end.</summary>
    protected void Run(Func<Task> body) => Runtime.BlockOn(async () => await Runtime.Spawn(body));
}
