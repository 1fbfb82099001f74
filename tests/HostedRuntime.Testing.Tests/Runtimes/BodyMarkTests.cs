using System.Reflection;

namespace HostedRuntime.Testing.Tests.Runtimes;

/// <summary>A test that the kit runs is a body: the rules for bodies hold there, and rules that are wrong in bodies are silent.</summary>
public sealed class BodyMarkTests
{
    [Fact]
    public void Parameter_WithTest_IsMarkedForAnalyzers()
    {
        var bodies = new[] { typeof(ConcurrencyTest), typeof(TestRuntime) }
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .SelectMany(static method => method.GetParameters())
            .Where(static parameter => typeof(Delegate).IsAssignableFrom(parameter.ParameterType))
            .ToList();

        Assert.Equal(7, bodies.Count);
        Assert.All(bodies, static body => Assert.True(body.IsDefined(typeof(RunsOnRuntimeAttribute), inherit: false), $"{body.Member} has a body that is not marked."));
    }
}
