using HostedRuntime;
using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;

namespace Mistakes;

/// <summary>
/// Thirty-two ways to misuse the library, a method for each. The comment at the end of a line names the rule that has to report that line;
/// a rule after "else" belongs to the compiler or to an analyzer of others, and HRT is silent there. The page of all rules has a table of
/// the summaries.
/// </summary>
public sealed class Collection(IRuntimeHandle runtime)
{
    private readonly AsyncMutex _gate = new();
    private readonly AsyncSemaphore _places = new(2);
    private readonly AsyncNotify _changed = new();
    private bool _ready;

    private static Task<int> LoadAsync() => Task.FromResult(1);

    public static Task StoreAsync(CancellationToken ct = default) => Task.Delay(1, ct);

    /// <summary>The handle of a task is dropped in a synchronous method.</summary>
    public void DroppedHandle()
    {
        runtime.Spawn(() => StoreAsync()); // HRT003
    }

    /// <summary>The handle of a task is dropped in an async method.</summary>
    public async Task DroppedHandleInAsyncMethod()
    {
        runtime.Spawn(() => StoreAsync()); // else CS4014
        await StoreAsync();
    }

    /// <summary>The handle of a task is assigned to `_`.</summary>
    public void DiscardedHandle()
    {
        _ = runtime.Spawn(() => StoreAsync()); // HRT003
    }

    /// <summary>The guard of a lock is kept and never disposed.</summary>
    public async Task GuardKeptForEver()
    {
        var guard = await _gate.LockAsync(); // HRT001
        await StoreAsync();
    }

    /// <summary>A lock is awaited, and its guard is thrown away.</summary>
    public async Task GuardThrownAway()
    {
        await _gate.LockAsync(); // HRT002
        await StoreAsync();
    }

    /// <summary>A permit is not disposed on an early return.</summary>
    public async Task PermitLostOnEarlyReturn(bool isEarly)
    {
        var permit = await _places.AcquireAsync(); // HRT001
        if (isEarly)
            return;
        await StoreAsync();
        permit.Dispose();
    }

    /// <summary>A lock is taken while the same method holds it.</summary>
    public async Task LockInsideItself()
    {
        using var outer = await _gate.LockAsync();
        using var inner = await _gate.LockAsync(); // HRT005
        await StoreAsync();
    }

    /// <summary>A body reads `Result` of a task.</summary>
    public void ResultInBody()
    {
        runtime.Spawn(() =>
        {
            var loaded = LoadAsync().Result; // HRT008
            return loaded;
        }).Detach();
    }

    /// <summary>A body calls `Thread.Sleep`.</summary>
    public void SleepInBody()
    {
        runtime.Spawn(async ct =>
        {
            Thread.Sleep(100); // HRT008
            await StoreAsync(ct);
        }).Detach();
    }

    /// <summary>A body calls `BlockOn`.</summary>
    public void BlockOnInBody()
    {
        runtime.Spawn(async ct =>
        {
            runtime.BlockOn(() => StoreAsync()); // HRT008
            await StoreAsync(ct);
        }).Detach();
    }

    /// <summary>A body awaits with `ConfigureAwait(false)`.</summary>
    public void ConfiguredAwaitInBody()
    {
        runtime.Spawn(async () =>
        {
            await StoreAsync().ConfigureAwait(false); // HRT009
            await CurrentTask.YieldAsync();
        }).Detach();
    }

    /// <summary>A body awaits `Task.Delay` in real time.</summary>
    public void SystemTimeInBody()
    {
        runtime.Spawn(async ct =>
        {
            await Task.Delay(1000, ct); // HRT014
        }).Detach();
    }

    /// <summary>Spawned bodies capture the variable of a `for` loop.</summary>
    public void LoopVariableInBodies()
    {
        for (var i = 0; i < 3; i++)
            runtime.Spawn(() => Console.WriteLine(i)).Detach(); // HRT006
    }

    /// <summary>A detached body captures a `using` variable of its spawner.</summary>
    public void DisposedWhileBodyRuns()
    {
        using var file = new MemoryStream();
        runtime.Spawn(async ct => { await file.WriteAsync(new byte[1], ct); }).Detach(); // HRT007
    }

    /// <summary>An endless loop catches the exception of the abort.</summary>
    public void SwallowedAbort()
    {
        runtime.Spawn(async ct =>
        {
            while (true)
            {
                try
                {
                    await StoreAsync(ct);
                }
                catch (Exception e) // HRT004
                {
                    Console.WriteLine(e);
                }
            }
        }).Detach();
    }

    /// <summary>The answer of `OneshotSender.TrySend` is ignored.</summary>
    public void IgnoredSend()
    {
        var (reply, receiver) = Oneshot.Create<int>();
        reply.TrySend(1); // HRT010
        receiver.Dispose();
    }

    /// <summary>The answer of `Sender.TryWrite` is ignored.</summary>
    public void IgnoredWrite(Sender<int> queue)
    {
        queue.TryWrite(1); // HRT010
    }

    /// <summary>A condition is read before the wait for its notification begins.</summary>
    public async Task LookThenWait()
    {
        while (!_ready)
            await _changed.WaitAsync(); // HRT011
    }

    public void ChangeAndNotify()
    {
        _ready = true;
        _changed.NotifyAll();
    }

    /// <summary>No code ends a sender whose channel is read to its end.</summary>
    public async Task SenderWithoutEnd()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(4); // HRT012
        var writer = runtime.Spawn(async () => { await sender.WriteAsync(1); });
        await foreach (var item in receiver.ReadAllAsync())
            Console.WriteLine(item);
        await writer;
    }

    /// <summary>An async lambda becomes a hook that returns nothing.</summary>
    public static void AsyncHook(RuntimeHooks hooks)
    {
        hooks.TaskFaulted += async (task, exception) => await StoreAsync(); // HRT016
    }

    /// <summary>An async lambda is the body of `BlockInPlace`.</summary>
    public async Task AsyncBodyInPlace()
    {
        AsyncRuntime.BlockInPlace(async () => { await StoreAsync(); }); // HRT016
        await StoreAsync();
    }

    /// <summary>A constant is outside the range of an argument or option.</summary>
    public static void ConstantsOutOfRange()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(0); // HRT013
        sender.Dispose();
        receiver.Dispose();
        _ = new AsyncSemaphore(-1); // HRT013
        _ = new RuntimeOptions { WorkerThreads = 0 }; // HRT013
    }

    /// <summary>The body of a scope spawns on the runtime, past the scope.</summary>
    public Task PastTheScope() => runtime.RunScopeAsync(async scope =>
    {
        runtime.Spawn(() => StoreAsync()).Detach(); // HRT015
        await StoreAsync(scope.CancellationToken);
    });

    /// <summary>A body has a token, and does not pass it on.</summary>
    public void TokenNotPassedOn()
    {
        runtime.Spawn(async ct =>
        {
            while (true)
                await StoreAsync(); // HRT017
        }).Detach();
    }

    /// <summary>A body without a token waits for ever.</summary>
    public void BodyWithoutToken()
    {
        runtime.Spawn(async () =>
        {
            await Task.Delay(Timeout.Infinite); // HRT017
        }).Detach();
    }

    /// <summary>A body calls `Task.Run`.</summary>
    public void PoolWorkInBody()
    {
        runtime.Spawn(async () =>
        {
            await Task.Run(() => 1); // HRT014
        }).Detach();
    }

    /// <summary>The result of `Enter` is thrown away.</summary>
    public void EnteredForNothing()
    {
        runtime.Enter(); // HRT002
    }

    /// <summary>A `JoinSet` is not disposed.</summary>
    public async Task SetNotDisposed()
    {
        var set = new JoinSet<int>(runtime); // else CA2000
        set.Spawn(async ct =>
        {
            await StoreAsync(ct);
            return 1;
        });
        await foreach (var ended in set)
        {
            Console.WriteLine(ended.TaskId);
            break;
        }
    }

    /// <summary>A wait is awaited twice.</summary>
    public async Task AwaitedTwice(Receiver<int> queue)
    {
        var next = queue.ReadAsync();
        var first = await next;
        var second = await next; // HRT018
        Console.WriteLine(first + second);
    }

    /// <summary>An async lambda runs on the blocking pool.</summary>
    public async Task AsyncBodyOnBlockingPool()
    {
        await using var set = new JoinSet<Task>(runtime);
        set.SpawnBlocking(ct => StoreAsync(ct)); // HRT016
    }

    /// <summary>The ticket of a notification is not disposed on an early return.</summary>
    public async Task TicketLostOnEarlyReturn()
    {
        var ticket = _changed.Register(); // HRT001
        if (_ready)
            return;
        await ticket.WaitAsync();
    }

    /// <summary>A reserved place of a channel is neither used nor given back.</summary>
    public static async Task PlaceNeverUsed(Sender<int> queue)
    {
        var place = await queue.ReserveAsync(); // HRT001
        await StoreAsync();
    }
}
