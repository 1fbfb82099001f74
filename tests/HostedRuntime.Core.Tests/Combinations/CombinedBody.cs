using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Combinations;

/// <summary>The exception that the body of a combination throws at the place that the combination names.</summary>
internal sealed class CombinedFault(string message) : Exception(message);

/// <summary>The body of a combination, and the gates that hold it until the abort or the shutdown has come.</summary>
internal sealed class CombinedBody : IDisposable
{
    private readonly Combination _combination;
    private readonly ManualResetEventSlim _running = new();
    private readonly ManualResetEventSlim _mayRun = new();
    private readonly ManualResetEventSlim _abortSeen = new();
    private readonly AsyncMutex _ours = new();
    private readonly AsyncMutex.Guard _held;
    private readonly TaskCompletionSource _foreign = Signals.Create();
    private int _runs;

    public CombinedBody(Combination combination)
    {
        _combination = combination;
        Assert.True(_ours.TryLock(out _held));
        if (!combination.IsHeldRunning)
            _mayRun.Set();
    }

    public int Runs => Volatile.Read(ref _runs);

    /// <remarks>Not async, so that an exception in <c>Begin</c> is thrown before a Task exists.</remarks>
    public Task RunAsync(CancellationToken ct)
    {
        Begin(ct);
        return WaitAndEndAsync(ct);
    }

    /// <summary>Runs the body on a thread of the blocking pool.</summary>
    public void RunBlocking(CancellationToken ct)
    {
        Begin(ct);
        try
        {
            switch (_combination.Waits)
            {
                case WaitKind.ForeignWithToken:
                    _foreign.Task.Wait(ct);
                    break;
                case WaitKind.ForeignWithout:
                    _foreign.Task.Wait(CancellationToken.None);
                    break;
                default:
                    _ours.BlockingLock(CancellationToken.None).Dispose();
                    break;
            }
        }
        catch (OperationCanceledException) when (_combination.Throws == ThrowPlace.SwallowsTheAbort)
        {
        }
        catch (OperationCanceledException) when (_combination.Throws == ThrowPlace.InCleanupOfAnAbort)
        {
            throw new CombinedFault(_combination.ToString());
        }

        if (_combination.Throws == ThrowPlace.AfterAnAwaitOfOurs)
            throw new CombinedFault(_combination.ToString());
    }

    /// <summary>Waits until the body has reached the place where it is held.</summary>
    public void UntilHeld(IRuntime runtime)
    {
        if (_combination is { Kind: not BodyKind.Blocking, IsHeldRunning: false })
        {
            Signals.UntilWaiting(runtime, 1);
            return;
        }

        Await(_running, "the body runs");
        // For a foreign wait it does not matter whether the body waits already, because nothing but its token can end it.
        if (_combination is { IsHeldRunning: false, Waits: WaitKind.Ours })
            Signals.SpinUntil(() => _ours.WaiterCount == 1, "the body waits");
    }

    /// <summary>Waits until an abort has fired the token of the body.</summary>
    public void UntilAbortSeen() => Await(_abortSeen, "the abort is seen");

    public void Dispose()
    {
        _running.Dispose();
        _mayRun.Dispose();
        _abortSeen.Dispose();
    }

    public void LetRun() => _mayRun.Set();

    /// <summary>Grants the lock and completes the foreign task, so that every kind of wait ends.</summary>
    public void Grant()
    {
        _held.Dispose();
        _foreign.SetResult();
    }

    private static void Await(ManualResetEventSlim signal, string what)
    {
        if (!signal.Wait(TimeSpan.FromSeconds(30)))
            throw new TimeoutException($"Waited in vain: {what}.");
    }

    private void Begin(CancellationToken ct)
    {
        Interlocked.Increment(ref _runs);
        ct.UnsafeRegister(static body => ((CombinedBody)body!)._abortSeen.Set(), this);
        _running.Set();
        _mayRun.Wait(CancellationToken.None);
        if (_combination.Throws == ThrowPlace.BeforeTheFirstAwait)
            throw new CombinedFault(_combination.ToString());
    }

    private async Task WaitAndEndAsync(CancellationToken ct)
    {
        try
        {
            await using var cleanup = new Cleanup(_combination, ct);
            switch (_combination)
            {
                case { Throws: ThrowPlace.AfterAForeignAwaitThatLeaves }:
                    await _foreign.Task.ConfigureAwait(false);
                    break;
                case { Waits: WaitKind.ForeignWithToken }:
                    await _foreign.Task.WaitAsync(ct);
                    break;
                case { Waits: WaitKind.ForeignWithout }:
                    await _foreign.Task;
                    break;
                default:
                    (await _ours.LockAsync(CancellationToken.None)).Dispose();
                    break;
            }
        }
        catch (OperationCanceledException) when (_combination.Throws == ThrowPlace.SwallowsTheAbort)
        {
            if (_combination.IsAbortOver)
                await CurrentTask.YieldAsync();
        }

        if (_combination.Throws == ThrowPlace.AfterYield)
            await Task.Yield();
        if (_combination.Throws is ThrowPlace.AfterAnAwaitOfOurs or ThrowPlace.AfterYield or ThrowPlace.AfterAForeignAwaitThatLeaves)
            throw new CombinedFault(_combination.ToString());
    }

    /// <summary>A cleanup that throws after an abort has ended the wait.</summary>
    private readonly struct Cleanup(Combination combination, CancellationToken ct) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
            => combination is { Throws: ThrowPlace.InCleanupOfAnAbort, IsAbortDelivered: true } && ct.IsCancellationRequested
                ? throw new CombinedFault(combination.ToString())
                : default;
    }
}
