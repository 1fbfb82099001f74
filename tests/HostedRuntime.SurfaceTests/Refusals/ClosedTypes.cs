namespace HostedRuntime.SurfaceTests.Refusals;

/// <summary>Types that only the library may implement, derive from or create.</summary>
internal static class ClosedTypes
{
    public static TheoryData<string, string> Derivations => new()
    {
        { "class Mine : JoinHandle { }", "CS0534 CS1729" },
        { "class Mine : JoinHandle<int> { }", "CS0534 CS1729" },
        { "class Mine : RuntimeTask { }", "CS0534 CS1729" },
        { "abstract class Mine : JoinHandle { }", "CS1729" },
        { "abstract class Mine : JoinHandle<int> { }", "CS1729" },
        { "abstract class Mine : RuntimeTask { }", "CS1729" },
        { "abstract class Mine : TaskOwner { }", "CS0122" },
        { "class Mine(IRuntimeHandle inner) : IOwningHandle { " + EveryMember + " }", "CS0122" },
        { "class Scope { public RuntimeScope Kept { get; set; } }", "CS8345" },
    };

    /// <summary>
    /// Implementations as mock libraries generate them. They compile, but such a handle runs no tasks, so the verbs throw.
    /// </summary>
    public static TheoryData<string> Implementations =>
    [
        "class Mine(IRuntimeHandle inner) : IRuntimeHandle { " + EveryMember + " }",
    ];

    public static TheoryData<string, string> Constructions => new()
    {
        { "new JoinHandle<int>();", "CS0144" },
        { "new RuntimeTask();", "CS0144" },
        { "new Sender<int>();", "CS1729" },
        { "new Receiver<int>();", "CS1729" },
        { "var owner = h.Owner;", "CS1061" },
        { "object scope = h.Enter();", "CS0029" },
    };

    private const string EveryMember = """
        public string Name => inner.Name;
        public RuntimeFlavor Flavor => inner.Flavor;
        public TimeProvider TimeProvider => inner.TimeProvider;
        public HostedRuntime.Diagnostics.RuntimeMetrics Metrics => inner.Metrics;
        public CancellationToken Stopping => inner.Stopping;
        public RuntimeScope Enter() => inner.Enter();
        public IReadOnlyList<HostedRuntime.Diagnostics.TaskInfo> CaptureTasks() => inner.CaptureTasks();
        """;
}
