using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace HostedRuntime.Tests.Diagnostics.Traces;

/// <summary>A test with a runtime of its own, whose spans can be recorded. The first use of the runtime starts it.</summary>
public abstract class TracedRuntime : IDisposable
{
    private static int s_runtimes;

    private readonly IRuntime _runtime;

    protected TracedRuntime(RuntimeFlavor flavor = RuntimeFlavor.MultiThread)
    {
        RuntimeName = $"traced {Interlocked.Increment(ref s_runtimes)}";
        var options = new RuntimeOptions { Flavor = flavor };
        if (flavor != RuntimeFlavor.ThreadPool)
            options.WorkerThreads = 1;
        _runtime = AsyncRuntime.CreateUnstarted(options, name: RuntimeName);
        // The test framework may have an Activity of its own.
        Activity.Current = null;
    }

    protected string RuntimeName { get; }

    /// <summary>The runtime, started.</summary>
    protected IRuntime Rt
    {
        get
        {
            _runtime.Start();
            return _runtime;
        }
    }

    /// <summary>The runtime, which need not be started: its tasks wait for the start.</summary>
    protected IRuntime Unstarted => _runtime;

    public void Dispose()
    {
        _runtime.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts an Activity that belongs to no source, as the one of a request, and makes it current.</summary>
    protected static Activity Begin([CallerMemberName] string name = "") => new Activity(name).SetIdFormat(ActivityIdFormat.W3C).Start();

    private protected SpanRecorder Record(Func<ActivitySamplingResult>? sampling = null, Action<Activity>? onStarted = null, Action<Activity>? onStopped = null)
        => new(RuntimeName, sampling, onStarted, onStopped);
}
