namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>The verbs of <see cref="AsyncRuntime"/> bind like the verbs of a handle, so the tables are the same.</summary>
internal static class StaticSpawnShapes
{
    public static TheoryData<string, string, string> Bodies => new(
        HandleShapes.With("h.Spawn(", "AsyncRuntime.Spawn(").Concat(HandleShapes.With("h.SpawnBlocking(", "AsyncRuntime.SpawnBlocking(")));
}
