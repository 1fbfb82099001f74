using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace HostedRuntime.Tests.Contracts;

/// <summary>
/// The environment of a contract: the flavor of its runtime, and the state of the ThreadPool. Each contract runs in several of them.
/// A body runs on a thread of its own through BlockOn, so that neither the body nor the wait for its end needs the ThreadPool.
/// </summary>
public abstract class RuntimeUnderTest
{
    // Only a test that hangs reaches this limit.
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);

    /// <summary>The flavor that the contract runs on.</summary>
    protected virtual RuntimeFlavor Flavor => RuntimeFlavor.MultiThread;

    /// <summary>The number of workers of the multi-threaded flavor.</summary>
    protected virtual int Workers => 2;

    /// <summary>Returns the options of the environment. A test may change them by <c>configure</c>.</summary>
    protected RuntimeOptions Options()
    {
        var options = new RuntimeOptions { Flavor = Flavor, ShutdownTimeout = TimeSpan.FromSeconds(5) };
        if (Flavor == RuntimeFlavor.MultiThread)
            options.WorkerThreads = Workers;
        return options;
    }

    /// <summary>Configures one worker without a compensating thread, for bodies that must hold the only thread.</summary>
    protected static void OneWorkerAlone(RuntimeOptions options) => (options.WorkerThreads, options.MaxCompensatingThreads) = (1, 0);

    /// <summary>Configures one worker, for bodies that need all polls on the same worker.</summary>
    protected static void OneWorker(RuntimeOptions options) => options.WorkerThreads = 1;

    /// <summary>Runs the body inside the setup that the environment needs. The starved suites occupy the ThreadPool here.</summary>
    protected virtual void Around(Action body) => body();

    /// <summary>Runs an async body through BlockOn on a thread of its own, and disposes the runtime afterwards.</summary>
    protected void Run(Func<IRuntime, Task> body, Action<RuntimeOptions>? configure = null, [CallerMemberName] string test = "") => OnThread(
        () =>
        {
            using var runtime = Create(configure);
            if (Flavor != RuntimeFlavor.CurrentThread)
            {
                runtime.BlockOn(() => body(runtime));
                return;
            }

            // BlockOn of the current-thread flavor would run the body on the only thread, which the body needs for its tasks.
            using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
            other.BlockOn(() => body(runtime));
        },
        test);

    /// <summary>Runs a body that blocks on a thread that is no thread of the runtime.</summary>
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

    /// <summary>Runs the body on a thread of its own. Throws if the body hangs. Skips a test that the flavor does not promise.</summary>
    protected void OnThread(Action body, [CallerMemberName] string test = "")
    {
        if (NotPromised.Reason(Flavor, test, isStarved: GetType().Name.EndsWith("WhileThePoolStarvesTests", StringComparison.Ordinal)) is { } reason)
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
