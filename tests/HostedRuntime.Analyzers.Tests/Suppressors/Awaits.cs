using HostedRuntime;
using HostedRuntime.Channels;
using HostedRuntime.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace Awaits;

/// <summary>
/// Awaits in each kind of body, and in code that looks like one. The comment at the end of a line says where its await runs. Rules that
/// ask for <c>ConfigureAwait</c> report each of these lines; in a body that is wrong.
/// </summary>
public sealed class Everywhere(IRuntimeHandle runtime, TaskTracker tracker, IServiceCollection services)
{
    private readonly OnceCell<int> _cell = new();

    public static Task StoreAsync(CancellationToken ct = default) => Task.Delay(1, ct);

    public static async Task<int> LoadAsync(CancellationToken ct = default)
    {
        await StoreAsync(ct); // elsewhere
        return 1;
    }

    public void SpawnLambdas()
    {
        runtime.Spawn(async () =>
        {
            await StoreAsync(); // body
        }).Detach();
        runtime.Spawn(async ct => await LoadAsync(ct)).Detach(); // body
        runtime.Spawn(static async (state, ct) => await StoreAsync(ct), 1).Detach(); // body
        tracker.Spawn(async ct => await StoreAsync(ct)).Detach(); // body
        AsyncRuntime.Spawn(async () => await StoreAsync()).Detach(); // body
    }

    public void SpawnFunctions()
    {
        runtime.Spawn(LocalAsync).Detach();
        runtime.Spawn(MemberAsync).Detach();
        Func<CancellationToken, Task> held = async ct => await StoreAsync(ct); // body
        runtime.Spawn(held).Detach();

        static async Task LocalAsync(CancellationToken ct)
        {
            await StoreAsync(ct); // body
        }
    }

    public async Task GroupsAsync()
    {
        await using var set = new JoinSet(runtime); // elsewhere
        set.Spawn(async ct =>
        {
            await StoreAsync(ct); // body
        });
        var both = runtime.AllAsync(
            async ct => await LoadAsync(ct), // body
            async ct => await LoadAsync(ct)); // body
        await both; // elsewhere
    }

    public Task ScopeAsync() => runtime.RunScopeAsync(async scope =>
    {
        scope.Spawn(async ct =>
        {
            await StoreAsync(ct); // body
        });
        await StoreAsync(scope.CancellationToken); // body
    });

    public async Task TimesAsync(CancellationToken token)
    {
        await AsyncTime.TimeoutAsync(TimeSpan.FromSeconds(1), async ct => await StoreAsync(ct), token); // elsewhere
        await _cell.GetOrInitializeAsync(async ct => await LoadAsync(ct), token); // elsewhere
        runtime.Spawn(async ct =>
        {
            await AsyncTime.TimeoutAsync(TimeSpan.FromSeconds(1), async inner => await StoreAsync(inner), ct); // body
            await _cell.GetOrInitializeAsync(async inner => await LoadAsync(inner), ct); // body
        }).Detach();
    }

    public void Hooks() => services.AddAsyncRuntime()
        .AddCommand("store", async (NoArguments _, CancellationToken ct) => await LoadAsync(ct)) // body
        .AddPlugin("plugin", static plugin => plugin
            .Initialize(async (context, ct) => await StoreAsync(ct)) // body
            .OnStop(async ct => await StoreAsync(ct))); // body

    [RunsOnRuntime]
    public async Task MarkedAsync()
    {
        await StoreAsync(); // body
        await Task.Run(async () => // body
        {
            await StoreAsync(); // elsewhere
        });
    }

    public void MarkedParameter() => Run(async () => await StoreAsync()); // body

    public void Statements() => runtime.Spawn(async ct =>
    {
        await using var file = new MemoryStream(); // body
        await using (new MemoryStream()) // body, but CA2007 looks at declarations only
            file.WriteByte(1);
        if (await LoadAsync(ct) > 0 && await LoadAsync(ct) < 2) // body
            return await LoadAsync(ct); // body
        await Task.WhenAll(StoreAsync(ct), StoreAsync(ct)); // body
        return 0;
    }).Detach();

    public void OffWorkers()
    {
        runtime.SpawnBlocking(() =>
        {
            Func<Task> later = async () => await StoreAsync(); // elsewhere
            return later;
        }).Detach();
        ThreadPool.QueueUserWorkItem(async _ => await StoreAsync()); // elsewhere
        Func<Task> kept = async () => await StoreAsync(); // elsewhere
        Keep(kept);
    }

    public async Task FromBothSidesAsync()
    {
        runtime.Spawn(SharedAsync).Detach();
        await SharedAsync(); // elsewhere
    }

    private static void Run([RunsOnRuntime] Func<Task> body) => Keep(body);

    private static void Keep(object value) => Console.WriteLine(value);

    private static async Task SharedAsync()
    {
        await StoreAsync(); // elsewhere
    }

    private async Task MemberAsync(CancellationToken ct)
    {
        await StoreAsync(ct); // body
        await DeeperAsync(ct); // body
    }

    private static async Task DeeperAsync(CancellationToken ct)
    {
        await StoreAsync(ct); // body
    }

    private sealed class Job : IJob<int, int>
    {
        public async Task<int> RunAsync(int args, JobContext context, CancellationToken ct)
        {
            await StoreAsync(ct); // body
            return args;
        }

        public static async Task<int> RunAsync()
        {
            await StoreAsync(); // elsewhere
            return 1;
        }
    }

    private sealed class Plugin : RuntimePlugin
    {
        public override async Task SetupAsync(PluginContext context, CancellationToken cancellationToken)
        {
            await StoreAsync(cancellationToken); // body
        }

        public static async Task OtherAsync()
        {
            await StoreAsync(); // elsewhere
        }
    }
}
