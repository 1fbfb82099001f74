namespace HostedRuntime.Tests.Nodes.Harness;

/// <summary>A store of a test as a process on loopback. It writes each change to disk before it answers.</summary>
internal interface IStoreServer : IAsyncDisposable
{
    NodeStore Store { get; }

    /// <summary>Starts the server, also again after <see cref="KillAsync"/>, with what it has stored.</summary>
    Task StartAsync();

    /// <summary>Ends the server at once, as a crash.</summary>
    Task KillAsync();

    /// <summary>Suspends the server: it takes connections and calls, and answers none.</summary>
    Task SuspendAsync();

    Task ResumeAsync();

    /// <summary>Reads what the grains have stored, past Orleans.</summary>
    /// <returns>The texts of all stored states.</returns>
    Task<IReadOnlyList<string>> ReadAllAsync();
}

/// <summary>The stores of the tests, and what each of them needs on this machine.</summary>
internal static class StoreServers
{
    public static IStoreServer Create(StoreKind kind) => kind == StoreKind.Redis ? new RedisServer() : new PostgresServer();

    /// <summary>Returns what is missing for a store and how to get it, or null if nothing is.</summary>
    public static string? MissingFor(StoreKind kind) => !OperatingSystem.IsLinux()
        ? "These tests send signals of Linux."
        : kind == StoreKind.Redis ? RedisServer.Missing : PostgresServer.Missing;
}
