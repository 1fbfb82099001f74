using System.ComponentModel;
using System.Reflection;

namespace HostedRuntime.ArchitectureTests.PublicTypes;

/// <summary>
/// A handle is a SynchronizationContext, because one object is work item, context and handle. An editor must offer no member of that base
/// class, not even a member that a later version of the BCL adds.
/// </summary>
public sealed class HandleFaceTests
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    public static TheoryData<Type> Handles => [typeof(RuntimeTask), typeof(JoinHandle), typeof(JoinHandle<int>)];

    [Theory]
    [MemberData(nameof(Handles))]
    public void Member_OfSynchronizationContext_IsHiddenFromEditors(Type handle)
    {
        var inherited = MembersOf(typeof(SynchronizationContext));
        Assert.Contains(nameof(SynchronizationContext.Post), inherited);
        foreach (var name in inherited)
        {
            // C# finds the members of the most derived type that declares the name.
            var found = handle.GetMember(name, Public).Where(static member => member is MethodInfo or PropertyInfo).ToList();
            var nearest = found.MinBy(member => DistanceTo(handle, member.DeclaringType!))!;
            Assert.True(nearest.DeclaringType == typeof(RuntimeTask), $"{name} is not declared again by RuntimeTask.");
            Assert.All(
                found.Where(member => member.DeclaringType == nearest.DeclaringType),
                member => Assert.Equal(EditorBrowsableState.Never, member.GetCustomAttribute<EditorBrowsableAttribute>(inherit: false)?.State));
        }
    }

    [Fact]
    public void Type_OfEngine_IsHiddenFromEditors()
        => Assert.Equal(EditorBrowsableState.Never, typeof(RuntimeTask).GetCustomAttribute<EditorBrowsableAttribute>()?.State);

    [Theory]
    [MemberData(nameof(Handles))]
    public void Constructor_OfHandle_IsNotPublic(Type handle)
        => Assert.DoesNotContain(
            handle.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance),
            static constructor => constructor.IsPublic || constructor.IsFamily || constructor.IsFamilyOrAssembly);

    /// <summary>Returns the names of the methods and properties that the type itself declares.</summary>
    private static List<string> MembersOf(Type type)
        => [.. type.GetMembers(Public | BindingFlags.DeclaredOnly)
            .Where(static member => member is PropertyInfo || member is MethodInfo { IsSpecialName: false })
            .Select(static member => member.Name)
            .Distinct()];

    private static int DistanceTo(Type from, Type to)
    {
        var distance = 0;
        for (var type = from; type is not null && type != to; type = type.BaseType)
            distance++;
        return distance;
    }
}
