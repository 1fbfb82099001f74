namespace HostedRuntime.SurfaceTests.Compiled;

/// <summary>A small runtime that the compiled shapes share.</summary>
public sealed class OneRuntime : IAsyncDisposable
{
    public IRuntime Runtime { get; } = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });

    public ValueTask DisposeAsync() => Runtime.DisposeAsync();
}

[CollectionDefinition]
public sealed class CompiledShapes : ICollectionFixture<OneRuntime>;
