using System.Runtime.ExceptionServices;

namespace HostedRuntime.Tests.Contracts;

/// <summary>
/// How a contract body is run: on which runtime, and with the ThreadPool in which state. One body, several of these.
/// A body runs on a thread of its own through BlockOn, so that neither it nor its end needs the ThreadPool.
/// </summary>
public abstract class RuntimeUnderTest
{
    // Only a hang gets here; nothing waits for it otherwise.
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);

    /// <summary>What the contract runs on; a body may ask for changes of its own.</summary>
    protected virtual RuntimeOptions Options() => new() { WorkerThreads = 2, ShutdownTimeout = TimeSpan.FromSeconds(5) };

    /// <summary>Wraps what a body needs around it; the starved suite takes the ThreadPool away here.</summary>
    protected virtual void Around(Action body) => body();

    /// <summary>Runs the body on the calling thread's BlockOn and checks that nothing is left alive.</summary>
    protected void Run(Func<IRuntime, Task> body, Action<RuntimeOptions>? configure = null) => OnThread(() =>
    {
        using var runtime = Create(configure);
        runtime.BlockOn(() => body(runtime));
    });

    /// <summary>Runs a body that blocks, off the runtime.</summary>
    protected void RunBlocking(Action<IRuntime> body, Action<RuntimeOptions>? configure = null) => OnThread(() =>
    {
        using var runtime = Create(configure);
        body(runtime);
    });

    protected IRuntime Create(Action<RuntimeOptions>? configure = null)
    {
        var options = Options();
        configure?.Invoke(options);
        return AsyncRuntime.Create(options);
    }

    /// <summary>Runs the body on a thread of its own; one that hangs is a failure.</summary>
    protected void OnThread(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        Around(() =>
        {
            var thread = new Thread(() =>
            {
                try
                {
                    body();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            }) { IsBackground = true };
            thread.Start();
            if (!thread.Join(s_hang))
                throw new TimeoutException($"The body still runs after {s_hang.TotalSeconds} s.");
        });
        failure?.Throw();
    }
}
