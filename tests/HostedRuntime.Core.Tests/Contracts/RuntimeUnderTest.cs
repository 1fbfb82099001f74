using System.Runtime.CompilerServices;
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

    /// <summary>What the contract runs on.</summary>
    protected virtual RuntimeFlavor Flavor => RuntimeFlavor.MultiThread;

    /// <summary>Of the multi-threaded flavor.</summary>
    protected virtual int Workers => 2;

    /// <summary>A body may ask for changes of its own.</summary>
    protected RuntimeOptions Options()
    {
        var options = new RuntimeOptions { Flavor = Flavor, ShutdownTimeout = TimeSpan.FromSeconds(5) };
        if (Flavor == RuntimeFlavor.MultiThread)
            options.WorkerThreads = Workers;
        return options;
    }

    /// <summary>For bodies that hold the only thread there is: one worker, and nobody stands in for it.</summary>
    protected static void OneWorkerAlone(RuntimeOptions options) => (options.WorkerThreads, options.MaxCompensatingThreads) = (1, 0);

    /// <summary>For bodies to which it matters that one worker does all.</summary>
    protected static void OneWorker(RuntimeOptions options) => options.WorkerThreads = 1;

    /// <summary>Wraps what a body needs around it; the starved suite takes the ThreadPool away here.</summary>
    protected virtual void Around(Action body) => body();

    /// <summary>Runs the body on the calling thread's BlockOn and checks that nothing is left alive.</summary>
    protected void Run(Func<IRuntime, Task> body, Action<RuntimeOptions>? configure = null, [CallerMemberName] string test = "") => OnThread(
        () =>
        {
            using var runtime = Create(configure);
            if (Flavor != RuntimeFlavor.CurrentThread)
            {
                runtime.BlockOn(() => body(runtime));
                return;
            }

            // Its own BlockOn would run the body on the one thread that the body wants to see at work.
            using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
            other.BlockOn(() => body(runtime));
        },
        test);

    /// <summary>Runs a body that blocks, off the runtime.</summary>
    protected void RunBlocking(Action<IRuntime> body, Action<RuntimeOptions>? configure = null, [CallerMemberName] string test = "") => OnThread(
        () =>
        {
            using var runtime = Create(configure);
            body(runtime);
        },
        test);

    protected IRuntime Create(Action<RuntimeOptions>? configure = null)
    {
        var options = Options();
        configure?.Invoke(options);
        return AsyncRuntime.Create(options);
    }

    /// <summary>Runs the body on a thread of its own; one that hangs is a failure.</summary>
    protected void OnThread(Action body, [CallerMemberName] string test = "")
    {
        if (NotPromised.Reason(Flavor, test) is { } reason)
            Assert.Skip(reason);
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
