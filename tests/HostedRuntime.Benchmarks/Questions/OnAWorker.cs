using BenchmarkDotNet.Attributes;

namespace HostedRuntime.Benchmarks.Questions;

/// <summary>A benchmark that runs inside a task. All operations of one invocation share the cost of starting that task.</summary>
public abstract class OnAWorker
{
    /// <summary>So many that waking a worker and the caller, about 50 us, does not affect the figure.</summary>
    protected const int Operations = 100_000;

    /// <summary>The measured runtime.</summary>
    protected IRuntime Runtime { get; private set; } = null!;

    /// <summary>Starts the runtime.</summary>
    [GlobalSetup]
    public void Start() => Runtime = ThisProgram.CreateRuntime();

    /// <summary>Ends the runtime.</summary>
    [GlobalCleanup]
    public void Stop() => Runtime.Dispose();

    /// <summary>Runs the body as a task and blocks until it ends.</summary>
    protected void Run(Func<Task> body) => Runtime.BlockOn(async () => await Runtime.Spawn(body));
}
