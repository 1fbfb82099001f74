using Moq;
using NSubstitute;

namespace HostedRuntime.InteropTests.Mocks;

/// <summary>
/// Handles from mock libraries. Code that reads their properties works. Code that spawns on them gets an exception that says what to use
/// instead.
/// </summary>
public sealed class MockedHandleTests
{
    public static TheoryData<string, Action<IRuntimeHandle>> Verbs => new()
    {
        { "Spawn", static h => h.Spawn(static () => { }).Detach() },
        { "Spawn with a result", static h => h.Spawn(static () => 1).Detach() },
        { "Spawn with state", static h => h.Spawn(static (state, _) => state, 1).Detach() },
        { "SpawnBlocking", static h => h.SpawnBlocking(static () => { }).Detach() },
        { "SpawnBlockingAsync", static h => h.SpawnBlockingAsync(static () => { }).AsTask().GetAwaiter().GetResult() },
        { "BlockOn", static h => h.BlockOn(static () => Task.CompletedTask) },
        { "RunScopeAsync", static h => h.RunScopeAsync(static _ => Task.CompletedTask).GetAwaiter().GetResult() },
        { "RaceAsync", static h => h.RaceAsync<int>([static _ => Task.FromResult(1)]).GetAwaiter().GetResult() },
        { "AllAsync", static h => h.AllAsync<int>([]).GetAwaiter().GetResult() },
        { "JoinSet", static h => _ = new JoinSet<int>(h) },
        { "JoinMap", static h => _ = new JoinMap<string, int>(h) },
        { "TaskTracker", static h => new TaskTracker(h).Spawn(static _ => Task.CompletedTask).Detach() },
        { "ChildRuntime", static h => _ = new ChildRuntime(h) },
    };

    [Fact]
    public void Substitute_Properties_ReturnConfiguredValues()
    {
        var handle = Substitute.For<IRuntimeHandle>();
        handle.Name.Returns("mine");
        handle.TimeProvider.Returns(TimeProvider.System);
        Assert.Equal(("mine", TimeProvider.System), (handle.Name, handle.TimeProvider));
        Assert.Empty(handle.CaptureTasks());
    }

    [Fact]
    public void Substitute_OfRuntime_CountsCalls()
    {
        var runtime = Substitute.For<IRuntime>();
        runtime.Start();
        runtime.Received(1).Start();
    }

    [Fact]
    public void Mock_Properties_ReturnConfiguredValues()
    {
        var handle = new Mock<IRuntimeHandle>(MockBehavior.Strict);
        handle.Setup(static mocked => mocked.Name).Returns("mine");
        Assert.Equal("mine", handle.Object.Name);
        handle.VerifyAll();
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Verb_OnSubstitute_ThrowsAndAdvisesRealRuntime(string verb, Action<IRuntimeHandle> call)
        => AssertRefuses(verb, call, Substitute.For<IRuntimeHandle>());

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Verb_OnMock_ThrowsAndAdvisesRealRuntime(string verb, Action<IRuntimeHandle> call)
        => AssertRefuses(verb, call, new Mock<IRuntimeHandle>().Object);

    private static void AssertRefuses(string verb, Action<IRuntimeHandle> call, IRuntimeHandle handle)
    {
        var error = Assert.Throws<ForeignRuntimeHandleException>(() => call(handle));
        Assert.Equal((verb, handle.GetType()), (verb, error.HandleType));
        Assert.Equal(
            $"A handle of type '{handle.GetType()}' cannot run tasks: it is a mock or another implementation of IRuntimeHandle, and only the handles that HostedRuntime makes have threads."
            + " In a test, use a real runtime in place of the mock: 'await using var runtime = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread })'.",
            error.Message);
    }
}
