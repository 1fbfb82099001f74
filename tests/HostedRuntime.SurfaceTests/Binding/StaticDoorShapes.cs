namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>The verbs of <see cref="AsyncRuntime"/> bind as those of a handle do: the tables are the same.</summary>
internal static class StaticDoorShapes
{
    public static TheoryData<string, string, string> Bodies => new(
        HandleShapes.With("h.Spawn(", "AsyncRuntime.Spawn(").Concat(HandleShapes.With("h.SpawnBlocking(", "AsyncRuntime.SpawnBlocking(")));
}
