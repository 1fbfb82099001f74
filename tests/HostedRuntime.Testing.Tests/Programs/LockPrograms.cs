using HostedRuntime.Sync;

namespace HostedRuntime.Testing.Tests.Programs;

/// <summary>Programs around locks, permits and notifications.</summary>
internal static class LockPrograms
{
    /// <summary>The lock is released between the reading and the writing of a balance.</summary>
    public static Func<ConcurrencyRun, Task> LostUpdate(bool isFixed) => async run =>
    {
        var balance = 0;
        var gate = new AsyncMutex();
        async Task Deposit()
        {
            if (isFixed)
            {
                using (await gate.LockAsync())
                    balance++;
                return;
            }

            int seen;
            using (await gate.LockAsync())
                seen = balance;
            using (await gate.LockAsync())
                balance = seen + 1;
        }

        var a = run.Runtime.Spawn(Deposit, new SpawnOptions { Name = "a" });
        var b = run.Runtime.Spawn(Deposit, new SpawnOptions { Name = "b" });
        await a;
        await b;
        if (balance != 2)
            throw new InvalidOperationException($"balance {balance}");
    };

    /// <summary>Each philosopher takes the left fork first.</summary>
    public static Func<ConcurrencyRun, Task> Philosophers(bool isFixed, int count = 3) => async run =>
    {
        var forks = Enumerable.Range(0, count).Select(static _ => new AsyncMutex()).ToArray();
        var tasks = Enumerable.Range(0, count).Select(index => run.Runtime.Spawn(
            async () =>
            {
                var (left, right) = (index, (index + 1) % count);
                if (isFixed && left > right)
                    (left, right) = (right, left);
                using var first = await forks[left].LockAsync();
                using var second = await forks[right].LockAsync();
            },
            new SpawnOptions { Name = $"p{index}" })).ToArray();
        foreach (var task in tasks)
            await task;
    };

    /// <summary>The waiter looks at the flag before it is in line for the notification.</summary>
    public static Func<ConcurrencyRun, Task> LostWakeUp(bool isFixed) => async run =>
    {
        var isDone = false;
        var notify = new AsyncNotify();
        var gate = new AsyncMutex();
        async Task<bool> Look()
        {
            using (await gate.LockAsync())
                return isDone;
        }

        var waiter = run.Runtime.Spawn(
            async () =>
            {
                if (isFixed)
                {
                    using var ticket = notify.Register();
                    if (!await Look())
                        await ticket.WaitAsync();
                }
                else if (!await Look())
                {
                    await notify.WaitAsync();
                }
            },
            new SpawnOptions { Name = "waiter" });
        var setter = run.Runtime.Spawn(
            async () =>
            {
                using (await gate.LockAsync())
                    isDone = true;
                notify.NotifyAll();
            },
            new SpawnOptions { Name = "setter" });
        await waiter;
        await setter;
    };

    /// <summary>One notification serves two kinds of waiters, and may wake one of the wrong kind.</summary>
    public static Func<ConcurrencyRun, Task> BoundedBuffer(bool isFixed) => async run =>
    {
        const int Room = 1;
        var count = 0;
        var gate = new AsyncMutex();
        var changed = new AsyncNotify();
        void Signal()
        {
            if (isFixed)
                changed.NotifyAll();
            else
                changed.NotifyOne();
        }

        async Task Move(int by)
        {
            while (true)
            {
                AsyncNotify.Ticket ticket;
                using (await gate.LockAsync())
                {
                    if (count + by is >= 0 and <= Room)
                    {
                        count += by;
                        Signal();
                        return;
                    }

                    ticket = changed.Register();
                }

                using (ticket)
                    await ticket.WaitAsync();
            }
        }

        var tasks = new List<JoinHandle>();
        for (var i = 0; i < 2; i++)
        {
            foreach (var (name, by) in new[] { ("put", 1), ("take", -1) })
            {
                tasks.Add(run.Runtime.Spawn(
                    async () =>
                    {
                        await Move(by);
                        await Move(by);
                    },
                    new SpawnOptions { Name = $"{name}{i}" }));
            }
        }

        foreach (var task in tasks)
            await task;
    };

    /// <summary>A value is looked for, then made, with a wait between the two.</summary>
    public static Func<ConcurrencyRun, Task> InitializedTwice(bool isFixed) => async run =>
    {
        object? value = null;
        var made = 0;
        var connections = new AsyncSemaphore(4);
        var gate = new AsyncMutex();
        async Task<object> Load()
        {
            using (await connections.AcquireAsync())
                made++;
            await CurrentTask.YieldAsync();
            return new object();
        }

        async Task Get()
        {
            if (isFixed)
            {
                using (await gate.LockAsync())
                    value ??= await Load();
            }
            else
            {
                value ??= await Load();
            }
        }

        var a = run.Runtime.Spawn(Get, new SpawnOptions { Name = "a" });
        var b = run.Runtime.Spawn(Get, new SpawnOptions { Name = "b" });
        await a;
        await b;
        if (made != 1)
            throw new InvalidOperationException($"made {made}");
    };

    /// <summary>Two tasks have to alternate so many times for the failure to show. No fault of a program, but a measure of depth.</summary>
    public static Func<ConcurrencyRun, Task> PingPong(int rounds) => async run =>
    {
        var step = 0;
        var gate = new AsyncMutex();
        async Task Play(int offset)
        {
            for (var i = 0; i < rounds; i++)
            {
                using (await gate.LockAsync())
                {
                    if (step == (2 * i) + offset)
                        step++;
                }
            }
        }

        var a = run.Runtime.Spawn(() => Play(0), new SpawnOptions { Name = "ping" });
        var b = run.Runtime.Spawn(() => Play(1), new SpawnOptions { Name = "pong" });
        await a;
        await b;
        if (step == 2 * rounds)
            throw new InvalidOperationException("reached the end");
    };

    /// <summary>A permit is taken, and an abort comes before the code that gives it back is entered.</summary>
    public static Func<ConcurrencyRun, Task> PermitLost(bool isFixed) => async run =>
    {
        var permits = new AsyncSemaphore(1);
        var log = new AsyncMutex();
        var free = true;
        run.Faults.AnyAbort("worker");
        var holder = run.Runtime.Spawn(
            async () =>
            {
                using (await log.LockAsync())
                    await CurrentTask.YieldAsync();
            },
            new SpawnOptions { Name = "logger" });
        var worker = run.Runtime.Spawn(
            async () =>
            {
                if (isFixed)
                {
                    using var permit = await permits.AcquireAsync();
                    free = false;
                    try
                    {
                        using (await log.LockAsync())
                        {
                        }
                    }
                    finally
                    {
                        free = true;
                    }

                    return;
                }

                var taken = await permits.AcquireAsync();
                free = false;
                // The abort comes here, where no finally is open yet.
                using (await log.LockAsync())
                {
                }

                try
                {
                    await CurrentTask.YieldAsync();
                }
                finally
                {
                    free = true;
                    taken.Dispose();
                }
            },
            new SpawnOptions { Name = "worker" });
        await holder;
        await worker.JoinAsync();
        if (!free || permits.AvailablePermits != 1)
            throw new InvalidOperationException("the permit is lost");
    };

    /// <summary>The read lock is held while the write lock is awaited, which waits for all readers.</summary>
    public static Func<ConcurrencyRun, Task> UpgradedLock(bool isFixed) => async run =>
    {
        var gate = new AsyncReaderWriterLock();
        var value = 0;
        async Task Update()
        {
            int seen;
            if (isFixed)
            {
                using (await gate.ReadLockAsync())
                    seen = value;
                using (await gate.WriteLockAsync())
                    value = Math.Max(value, seen + 1);
                return;
            }

            using (await gate.ReadLockAsync())
            {
                seen = value;
#pragma warning disable HRT005 // The program is about this mistake.
                using (await gate.WriteLockAsync())
                    value = seen + 1;
#pragma warning restore HRT005
            }
        }

        var a = run.Runtime.Spawn(Update, new SpawnOptions { Name = "a" });
        var b = run.Runtime.Spawn(Update, new SpawnOptions { Name = "b" });
        await a;
        await b;
    };
}
