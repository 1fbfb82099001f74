using HostedRuntime.ArchitectureTests.References;

namespace HostedRuntime.ArchitectureTests.Layers;

/// <summary>The walker sees each way of naming another folder's code. The tests use a small engine of their own.</summary>
public sealed class ArrowWalkerTests
{
    private const string Scheduler = """
        namespace HostedRuntime.Scheduling;

        internal sealed class Scheduler
        {
            public static Scheduler Default = new();
            public Scheduler Next => this;
            public void Run() { }
        }

        internal static class SchedulerExtensions
        {
            public static void Twice(this object any) { }
        }
        """;

    private const string Owner = """
        using HostedRuntime.Scheduling;

        namespace HostedRuntime;

        internal static class Owner
        {
            public static Scheduler Scheduler => Scheduler.Default;
            public static void Take(Scheduler scheduler) { }
        }
        """;

    public static TheoryData<string, int> Bodies => new()
    {
        { "Scheduler? _scheduler;", 1 },
        { "System.Collections.Generic.List<Scheduler>? _schedulers;", 1 },
        { "Scheduling.Scheduler? _scheduler;", 1 },
        { "string Name => nameof(Scheduler);", 1 },
        { "void Use() => this.Twice();", 1 },
        { "object Make() => new Scheduler();", 1 },
        { "Alias? _scheduler;", 1 },
        { "void Use() { var scheduler = Make<Scheduler>(); scheduler.Run(); }", 3 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Arrows_NameOfForbiddenFolder_IsFound(string member, int arrows)
    {
        var source = $$"""
            using HostedRuntime.Scheduling;
            using Alias = HostedRuntime.Scheduling.Scheduler;

            namespace HostedRuntime.Tasks;

            internal class RuntimeTask
            {
                {{member}}
                static T Make<T>() => throw new System.NotSupportedException();
            }
            """;
        var walker = WalkerOf(new("Scheduling/Scheduler.cs", Scheduler), new("Tasks/RuntimeTask.cs", source));

        Assert.Empty(walker.Errors);
        var forbidden = walker.Arrows().Where(arrow => !LayerMap.Core.Allows(arrow) && arrow.Line > 2).ToList();
        Assert.Equal(arrows, forbidden.Count);
        const string Message = "Tasks -> Scheduling: Tasks/RuntimeTask.cs:8 names HostedRuntime.Scheduling.Scheduler";
        Assert.All(forbidden, arrow => Assert.StartsWith(Message, arrow.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("void Use() { var scheduler = Owner.Scheduler; }", "Owner Owner.Scheduler var")]
    [InlineData("void Use() => Owner.Take(new());", "Owner Owner.Take new")]
    public void Arrows_InferredType_IsFound(string member, string names)
    {
        var source = "namespace HostedRuntime.Sync;\n\ninternal class AsyncMutex { " + member + " }";
        var walker = WalkerOf(new("Scheduling/Scheduler.cs", Scheduler), new("Runtime/Owner.cs", Owner), new("Sync/Mutex/AsyncMutex.cs", source));

        Assert.Empty(walker.Errors);
        var forbidden = walker.Arrows().Where(arrow => !LayerMap.Core.Allows(arrow)).ToList();
        Assert.Equal(names.Split(' ').Length, forbidden.Count);
        Assert.Contains(forbidden, arrow => arrow is { To: "Scheduling", Line: 3 });
    }

    [Fact]
    public void Arrows_NameInDocComment_IsIgnored()
    {
        const string Source = """
            namespace HostedRuntime.Tasks;

            /// <summary>Run by a <see cref="Scheduling.Scheduler"/>.</summary>
            internal class RuntimeTask;
            """;

        Assert.Empty(WalkerOf(new("Scheduling/Scheduler.cs", Scheduler), new("Tasks/RuntimeTask.cs", Source)).Arrows());
    }

    [Fact]
    public void Arrows_DrawnArrow_IsFoundAndAllowed()
    {
        var arrows = WalkerOf(new("Scheduling/Scheduler.cs", Scheduler), new("Runtime/Owner.cs", Owner)).Arrows().ToList();

        Assert.NotEmpty(arrows);
        Assert.All(arrows, arrow => Assert.True(LayerMap.Core.Allows(arrow), arrow.ToString()));
    }

    [Fact]
    public void Errors_SourceDoesNotCompile_AreReported()
        => Assert.NotEmpty(WalkerOf(new SourceFile("Tasks/RuntimeTask.cs", "class RuntimeTask : Unknown;")).Errors);

    private static ArrowWalker WalkerOf(params IEnumerable<SourceFile> files) => new(files, new AllowedReferences([], []));
}
