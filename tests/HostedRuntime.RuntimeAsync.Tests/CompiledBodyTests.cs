namespace HostedRuntime.Tests;

/// <summary>This project tests what its name says: the compiler made no state machine, and the runtime is .NET 11.</summary>
public sealed class CompiledBodyTests
{
    [Fact]
    public void Version_OfRuntime_Is11() => Assert.Equal(11, Environment.Version.Major);

    [Fact]
    public async Task Body_OfAsyncMethod_HasNoStateMachine()
    {
        await Task.Yield();
        Assert.DoesNotContain(typeof(CompiledBodyTests).GetNestedTypes(System.Reflection.BindingFlags.NonPublic), static type => typeof(System.Runtime.CompilerServices.IAsyncStateMachine).IsAssignableFrom(type));
    }
}
