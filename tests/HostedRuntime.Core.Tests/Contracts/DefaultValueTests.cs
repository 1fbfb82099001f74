using System.Reflection;

namespace HostedRuntime.Tests.Contracts;

/// <summary>Every member of the default value of a public struct returns, or throws a clear exception.</summary>
public sealed class DefaultValueTests
{
    public static TheoryData<string> Structs
        => [.. typeof(JoinHandle).Assembly.GetExportedTypes().Where(static type => type is { IsValueType: true, IsEnum: false, IsByRefLike: false }).Select(static type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Structs))]
    public async Task Default_EveryMember_ReturnsOrThrowsWithMessage(string name)
    {
        var type = Closed(typeof(JoinHandle).Assembly.GetType(name, throwOnError: true)!);
        var touched = 0;
        foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method => method.DeclaringType == type))
        {
            touched++;
            var closed = method.IsGenericMethodDefinition ? method.MakeGenericMethod([.. method.GetGenericArguments().Select(static _ => typeof(int))]) : method;
            var value = Activator.CreateInstance(type)!;
            try
            {
                switch (closed.Invoke(value, [.. closed.GetParameters().Select(static parameter => Sample(parameter.ParameterType))]))
                {
                    case Task task:
                        await task;
                        break;
                    case ValueTask task:
                        await task;
                        break;
                    case ValueTask<int> task:
                        await task;
                        break;
                }
            }
            catch (Exception e)
            {
                var thrown = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
                Assert.False(thrown is NullReferenceException, $"{type}.{method.Name} of the default value throws {thrown}");
                Assert.False(string.IsNullOrWhiteSpace(thrown.Message));
            }
        }

        Assert.NotEqual(0, touched);
        Assert.NotNull(Activator.CreateInstance(type)!.ToString());
    }

    [Fact]
    public void Default_OfJoinResultAndAwaiter_ThrowsWithTheReason()
    {
        Assert.Contains("default value", Assert.Throws<InvalidOperationException>(static () => default(JoinResult).Exception).Message, StringComparison.Ordinal);
        Assert.Contains("default value", Assert.Throws<InvalidOperationException>(static () => default(JoinResult<int>).Value).Message, StringComparison.Ordinal);
        Assert.Contains("default value", Assert.Throws<InvalidOperationException>(static () => default(JoinAwaiter).GetResult()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Default_OfAnAbortHandle_DoesNothing()
    {
        var handle = default(AbortHandle);
        handle.Abort();
        Assert.Equal((0, true), (handle.TaskId, handle.IsFinished));
        await default(AbortOnDispose).DisposeAsync();
    }

    private static Type Closed(Type type)
        => type.IsGenericTypeDefinition ? type.MakeGenericType([.. type.GetGenericArguments().Select(static _ => typeof(int))]) : type;

    private static object? Sample(Type type)
    {
        if (type.IsByRef)
            type = type.GetElementType()!;
        if (type == typeof(Action))
            return static () => { };
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
