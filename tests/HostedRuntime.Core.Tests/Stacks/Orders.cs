using System.Runtime.CompilerServices;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Stacks;

/// <summary>The methods that the tests of stacks suspend in. Each form of async method that the compiler knows is here once.</summary>
internal sealed class Orders(AsyncMutex gate, Task never)
{
    public async Task HandleAsync() => await LoadAllAsync();

    public async Task PlainAsync() => await LoadAsync();

    public async ValueTask<int> ValueAsync()
    {
        await LoadAsync().ConfigureAwait(false);
        return 1;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PooledAsync() => await ValueAsync();

    public async Task LambdaAsync()
    {
        Func<Task> body = async () => await LoadAsync();
        await body();
    }

    public async Task LocalFunctionAsync()
    {
        await InnerAsync();

        async Task InnerAsync() => await LoadAsync();
    }

    public async Task<T?> GenericAsync<T>()
    {
        await never;
        return default;
    }

    public async Task EnumerateAsync()
    {
        await foreach (var item in ItemsAsync())
            GC.KeepAlive(item);
    }

    public async Task BridgedAsync() => await ValueAsync().AsTask();

    public async Task WholeAsync() => await Task.WhenAll(LoadAsync(), WaitAsync());

    public async Task WaitAsync() => await never;

    public async Task LoadAsync()
    {
        using var guard = await gate.LockAsync();
    }

    private async Task LoadAllAsync() => await LoadBothAsync();

    private async Task LoadBothAsync() => await Task.WhenAll(LoadAsync(), AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan).AsTask());

    private async IAsyncEnumerable<int> ItemsAsync()
    {
        yield return 1;
        await LoadAsync();
        yield return 2;
    }
}

/// <summary>A type with a type parameter around an async method.</summary>
internal sealed class Repository<TKey>
{
    public async Task FindAsync<TValue>(Task never)
    {
        await never;
        GC.KeepAlive((typeof(TKey), typeof(TValue)));
    }

    internal sealed class Cursor<TRow>
    {
        public Func<Task, Task> Mover<T>() => async never =>
        {
            await never;
            GC.KeepAlive(typeof(T));
        };
    }
}
