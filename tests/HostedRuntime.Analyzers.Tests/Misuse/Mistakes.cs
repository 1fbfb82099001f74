using HostedRuntime;
using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;

namespace Mistakes;

/// <summary>
/// Thirty-two ways to misuse the library, a method for each. The comment at the end of a line names the rule that has to report that line;
/// a rule after "else" belongs to the compiler or to an analyzer of others, and HRT is silent there.
/// </summary>
public sealed class Collection(IRuntimeHandle runtime)
{
    private readonly AsyncMutex _gate = new();
    private readonly AsyncSemaphore _places = new(2);
    private readonly AsyncNotify _changed = new();
    private bool _ready;

    public static Task StoreAsync(CancellationToken ct = default) => Task.Delay(1, ct);

    public void DroppedHandle()
    {
        runtime.Spawn(() => StoreAsync()); // HRT003
    }

    public async Task DroppedHandleInAsyncMethod()
    {
        runtime.Spawn(() => StoreAsync()); // else CS4014
        await StoreAsync();
    }

    public void DiscardedHandle()
    {
        _ = runtime.Spawn(() => StoreAsync()); // HRT003
    }

    public async Task GuardKeptForEver()
    {
        var guard = await _gate.LockAsync(); // HRT001
        await StoreAsync();
    }

    public async Task GuardThrownAway()
    {
        await _gate.LockAsync(); // HRT002
        await StoreAsync();
    }

    public async Task PermitLostOnEarlyReturn(bool isEarly)
    {
        var permit = await _places.AcquireAsync(); // HRT001
        if (isEarly)
            return;
        await StoreAsync();
        permit.Dispose();
    }

    public async Task LockInsideItself()
    {
        using var outer = await _gate.LockAsync();
        using var inner = await _gate.LockAsync(); // HRT005
        await StoreAsync();
    }

    public void ResultInBody()
    {
        runtime.Spawn(() =>
        {
            var loaded = Task.Run(() => 1).Result; // HRT008 HRT014
            return loaded;
        }).Detach();
    }

    public void SleepInBody()
    {
        runtime.Spawn(async () =>
        {
            Thread.Sleep(100); // HRT008
            await StoreAsync(); // HRT017
        }).Detach();
    }

    public void BlockOnInBody()
    {
        runtime.Spawn(async () =>
        {
            runtime.BlockOn(() => StoreAsync()); // HRT008
            await StoreAsync(); // HRT017
        }).Detach();
    }

    public void ConfiguredAwaitInBody()
    {
        runtime.Spawn(async () =>
        {
            await StoreAsync().ConfigureAwait(false); // HRT009
            await CurrentTask.YieldAsync();
        }).Detach();
    }

    public void SystemTimeInBody()
    {
        runtime.Spawn(async ct =>
        {
            await Task.Delay(1000, ct); // HRT014
        }).Detach();
    }

    public void LoopVariableInBodies()
    {
        for (var i = 0; i < 3; i++)
            runtime.Spawn(() => Console.WriteLine(i)).Detach(); // HRT006
    }

    public void DisposedWhileBodyRuns()
    {
        using var file = new MemoryStream();
        runtime.Spawn(async ct => { await file.WriteAsync(new byte[1], ct); }).Detach(); // HRT007
    }

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

    public void IgnoredSend()
    {
        var (reply, receiver) = Oneshot.Create<int>();
        reply.TrySend(1); // HRT010
        receiver.Dispose();
    }

    public void IgnoredWrite(Sender<int> queue)
    {
        queue.TryWrite(1); // HRT010
    }

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

    public async Task SenderWithoutEnd()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(4); // HRT012
        var writer = runtime.Spawn(async () => { await sender.WriteAsync(1); });
        await foreach (var item in receiver.ReadAllAsync())
            Console.WriteLine(item);
        await writer;
    }

    public static void AsyncHook(RuntimeHooks hooks)
    {
        hooks.TaskFaulted += async (task, exception) => await StoreAsync(); // HRT016
    }

    public async Task AsyncBodyInPlace()
    {
        AsyncRuntime.BlockInPlace(async () => { await StoreAsync(); }); // HRT016
        await StoreAsync();
    }

    public static void ConstantsOutOfRange()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(0); // HRT013
        sender.Dispose();
        receiver.Dispose();
        _ = new AsyncSemaphore(-1); // HRT013
        _ = new RuntimeOptions { WorkerThreads = 0 }; // HRT013
    }

    public Task PastTheScope() => runtime.RunScopeAsync(async scope =>
    {
        runtime.Spawn(() => StoreAsync()).Detach(); // HRT015
        await StoreAsync(scope.CancellationToken);
    });

    public void TokenNotPassedOn()
    {
        runtime.Spawn(async ct =>
        {
            while (true)
                await StoreAsync(); // HRT017
        }).Detach();
    }

    public void BodyWithoutToken()
    {
        runtime.Spawn(async () =>
        {
            await Task.Delay(Timeout.Infinite); // HRT017
        }).Detach();
    }

    public void PoolWorkInBody()
    {
        runtime.Spawn(async () =>
        {
            await Task.Run(() => 1); // HRT014
        }).Detach();
    }

    public void EnteredForNothing()
    {
        runtime.Enter(); // HRT002
    }

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

    public async Task AwaitedTwice(Receiver<int> queue)
    {
        var next = queue.ReadAsync();
        var first = await next;
        var second = await next; // HRT018
        Console.WriteLine(first + second);
    }

    public async Task AsyncBodyOnBlockingPool()
    {
        await using var set = new JoinSet<Task>(runtime);
        set.SpawnBlocking(ct => StoreAsync(ct)); // HRT016
    }

    public async Task TicketLostOnEarlyReturn()
    {
        var ticket = _changed.Register(); // HRT001
        if (_ready)
            return;
        await ticket.WaitAsync();
    }

    public static async Task PlaceNeverUsed(Sender<int> queue)
    {
        var place = await queue.ReserveAsync(); // HRT001
        await StoreAsync();
    }
}
