using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Combinations;

/// <summary>The joiners of a task: raw continuations whose calls are counted, and a task of another runtime.</summary>
internal sealed class Joiners
{
    private const int Raw = 3;

    private readonly int[] _resumed = new int[Raw + 1];
    private JoinHandle? _handle;
    private JoinHandle<JoinResult>? _observer;

    public void Join(JoinHandle handle, IRuntimeHandle observer)
    {
        _handle = handle;
        for (var i = 0; i < Raw; i++)
            Count(i);
        _observer = observer.Spawn(async () => await handle.JoinAsync());
    }

    /// <summary>Checks after the end that each joiner resumed once, and that all got the same outcome.</summary>
    public void Check(Combination combination)
    {
        if (_handle is not { } handle)
            return;
        var result = _observer!.AsTask().Result;
        Assert.Equal((combination.Status, handle.Id), (result.Status, result.TaskId));
        Assert.Equal(combination.Status == JoinStatus.Faulted, result.Exception is CombinedFault);
        var thrown = Record.Exception(() => handle.GetAwaiter().GetResult());
        Assert.Equal(
            combination.Status switch { JoinStatus.Completed => null, JoinStatus.Canceled => typeof(JoinCanceledException), _ => typeof(CombinedFault) },
            thrown?.GetType());

        // A joiner that registers after the end resumes too.
        Count(Raw);
        Signals.SpinUntil(() => _resumed.All(count => count > 0), "all joiners resume");
        Assert.All(_resumed, count => Assert.Equal(1, count));
        Assert.True(handle.IsFinished);
    }

    private void Count(int joiner) => _handle!.GetAwaiter().UnsafeOnCompleted(() => Interlocked.Increment(ref _resumed[joiner]));
}
